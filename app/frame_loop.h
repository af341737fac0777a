#pragma once

#include <chrono>
#include <limits>

namespace zscope::app {

/// When to draw: at once after input, soon after news from the threads, not at all when nothing happens. With software
/// OpenGL a frame costs what two hundred pictures of training cost, so what follows the hand gets thirty-four frames a
/// second and more only where they are cheap, news alone get a share of one core, and two moments a second once hands
/// have rested. Pure: it is told the time. UI thread.
class FrameLoop {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit FrameLoop(bool software) : software_(software) {}

  /// Input arrived: draw now, and twice more for what unfolds over frames, and once after a tooltip's delay. With
  /// software OpenGL the two more leave room for further input, which must not wait behind them.
  void input(Time now);
  /// The session has something new; `owed`: what the person's hand asked for may be among it.
  void news(Time now, bool owed = false);
  /// A frame was drawn; it cost that much, and its panels want another one within `redraw` seconds.
  void drawn(Time now, double milliseconds, double redraw);

  /// Hands have rested for so long that training gets nearly all, and frames are to be small ones.
  bool at_leisure(Time now) const;
  /// Seconds until the next frame is due: 0 now, infinite when nothing is.
  double due(Time now) const;

 private:
  static constexpr double kNever = std::numeric_limits<double>::infinity();
  bool handled_lately(Time now) const;
  double hand_gap() const;

  bool software_;
  int settling_ = 2;    ///< frames still to draw at once
  bool fresh_ = false;  ///< input that no frame shows yet
  bool news_ = false;
  bool owed_ = false;
  bool tooltip_ = false;  ///< one more frame when the pointer has rested
  Time last_input_{}, last_frame_{};
  double cost_ = 0.016;     ///< seconds a frame takes, a running mean
  double newest_cost_ = 0;  ///< and the last one
  double redraw_ = kNever;  ///< seconds after the last frame
};

}  // namespace zscope::app
