#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/quantiles.h"

namespace zscope::ui {

/// How smooth the window is, in figures: milliseconds a frame takes, and milliseconds from moving a slider until the
/// screen shows the picture of that very value. The window tells it of events and swaps, the latent panel of questions
/// and answers; `zscope bench` and the long tests read it. UI thread.
class FrameClock {
 public:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  /// The window: input has arrived. The first of a frame counts, so waiting behind a slow frame is counted too.
  void event(Time now);
  /// The window: a frame begins; one has been swapped to the screen. `at_leisure`: nobody is at work in the window, so
  /// that what is new may come by and by.
  void begin_frame(Time now, bool at_leisure = false);
  void swapped(Time now);

  /// A panel: this frame's event led to that question (Channel::ask). Dropped when a newer one overtakes it.
  void asked(std::uint64_t question);
  /// A panel: this frame shows the answer to that question (Answer::question).
  void shown(std::uint64_t question);

  /// A panel that moves by itself (an animation): another frame is wanted within that time, even when nothing happens.
  void redraw_within(double seconds);
  /// When something that is shown was last renewed: one for each thing that asks takes_news().
  struct Turn {
    int size = 1;               ///< 2: much of the window; see kAtOnce
    std::uint64_t every = 1;    ///< half second; in others it is left as it is
    std::uint64_t renewed = 0;  ///< in that half second, counted from the start
  };
  /// A panel that could show something newer than it does: whether in this frame. At leisure each thing is renewed
  /// twice a second (or as `every` says), and a frame renews a few, so that none is long; the next comes soon for the
  /// others.
  bool takes_news(Turn& turn);
  static constexpr int kAtOnce = 4;  ///< the sizes of what a frame renews, at leisure
  /// The window: seconds from the frame's begin until the next frame is due; infinite when nothing moves.
  double next_redraw() const { return next_redraw_; }

  /// The window: a question asked in this frame is not yet answered by what it shows.
  bool waiting() const { return asked_now_ && owed(); }

  /// A question of this or an earlier frame is not yet answered by what is shown.
  bool owed() const { return !asked_.empty() && asked_.back().question > shown_; }

  /// Of the newest 4096, in milliseconds.
  Quantiles frames() const { return quantiles(frames_.values); }
  Quantiles answers() const { return quantiles(answers_.values); }
  const std::vector<double>& frame_milliseconds() const { return frames_.values; }  ///< in no particular order
  const std::vector<double>& answer_milliseconds() const { return answers_.values; }
  std::uint64_t frame_count() const { return frame_count_; }
  /// Time of the newest frame, begin to swap: what the next one will cost.
  double newest_frame_milliseconds() const { return newest_frame_; }
  /// Forgets what was measured (the warm-up).
  void reset();

 private:
  static constexpr std::size_t kKept = 4096;
  /// The newest kKept figures.
  struct Ring {
    std::vector<double> values;
    std::size_t next = 0;
    void add(double value);
  };
  struct Asked {
    std::uint64_t question;
    Time since;
  };

  bool has_event_ = false;
  Time event_{}, frame_event_{}, frame_begin_{};
  std::vector<Asked> asked_;
  std::uint64_t shown_ = 0;
  bool newly_shown_ = false;
  bool asked_now_ = false;
  bool at_leisure_ = false;
  int renewed_ = 0;          ///< by this frame, their sizes
  bool left_over_ = false;   ///< the last frame had no room for something
  std::uint64_t round_ = 2;  ///< half seconds at leisure, and frames at other times
  Time round_begin_{};
  Ring frames_, answers_;
  double newest_frame_ = 0;
  double next_redraw_ = std::numeric_limits<double>::infinity();
  std::uint64_t frame_count_ = 0;
};

}  // namespace zscope::ui
