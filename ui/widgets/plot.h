#pragma once

#include "ui/context.h"
#include "ui/widgets/series.h"

#include <span>
#include <string>
#include <vector>

struct ImDrawList;
struct ImVec2;

namespace zscope::ui {

/// Curves over a common x axis, answering to ImPlot's habits: drag pans, wheel zooms about the pointer, right-drag
/// selects a box, double click fits; over an axis' labels each of these touches that axis alone. A click in the legend
/// toggles what it names; hovering shows values. Until it is moved by hand, the view follows the data. UI thread.
class Plot {
 public:
  /// One curve; `series` lives at least until draw() returns.
  struct Line {
    const Series* series = nullptr;
    const Series* smoothed = nullptr;  ///< drawn over the faint raw curve; null: none
    std::uint32_t colour = 0;
    bool dotted = false;  ///< few points: dots joined by dashes
    std::string label;    ///< in the hover
  };
  /// Lines that are shown and hidden together.
  struct Group {
    std::string id;  ///< of the legend's entry: "losses.legend.kl"
    std::string label;
    std::uint32_t colour = 0;
    std::vector<Line> lines;
    bool shown = true;
  };
  /// Something that happened at `x`.
  struct Flag {
    double x = 0;
    std::string text;
    std::uint32_t colour = 0;
  };
  /// What the axes show. Log axes hold the values themselves, not their logarithms.
  struct View {
    double left = 0, right = 1, bottom = 0, top = 1;
  };

  /// Draws into `size` pixels of the current window. `id` is its id in the ui-map, where the newest figure of the first
  /// shown group is its value. A click in the legend changes Group::shown.
  void draw(Context& context, const std::string& id, std::span<Group> groups, std::span<const Flag> flags,
            const ImVec2& size);

  /// Shows what is worth seeing of the data, and follows it: where the first moments of training are so far off that
  /// they would flatten all that came after, they may leave the plot at the top.
  void fit() {
    follow_x_ = follow_y_ = true;
    all_ = false;
  }
  /// The Fit button, a double click: fits; when it is fitted already, shows every point, or not again.
  void press_fit() {
    all_ = fitted() && !all_;
    follow_x_ = follow_y_ = true;
  }
  bool fitted() const { return follow_x_ && follow_y_; }
  const View& view() const { return view_; }
  void set_log(bool log) { log_ = log; }
  bool log() const { return log_; }

 private:
  struct Frame;
  enum class Zone { none, inside, x_axis, y_axis };

  void follow(std::span<const Group> groups);
  Series::Range seen(std::span<const Group> groups, double from) const;
  void react(Context& context, Frame& frame);
  void pan(const Frame& frame, float dx, float dy);
  void zoom(const Frame& frame, Zone zone, double factor);
  void select(const Frame& frame);
  void draw_axes(Context& context, const Frame& frame) const;
  void draw_line(const Context& context, const Frame& frame, const Line& line) const;
  enum class Stroke {
    line,
    dotted,
    faint,   ///< behind a smoothed line: where there are more points than pixels, bars without soft edges
    smooth,  ///< has no detail as fine as a pixel
  };
  void draw_curve(const Frame& frame, const Series& series, std::uint32_t colour, float thickness, Stroke stroke) const;
  void draw_columns(const Frame& frame, const Series& series, std::size_t first, std::uint32_t colour, float thickness,
                    Stroke stroke) const;
  void draw_flags(Context& context, const Frame& frame, std::span<const Flag> flags) const;
  /// One row, or more where it does not fit; returns its height.
  float draw_legend(Context& context, std::span<Group> groups, float room);
  void draw_hover(Context& context, const Frame& frame, std::span<const Group> groups) const;

  double to_axis(double y) const;  ///< y, or its logarithm
  double from_axis(double y) const;

  View view_;
  bool log_ = false;
  bool follow_x_ = true, follow_y_ = true;
  bool all_ = false;  ///< a fit spares no outlier
  Zone grabbed_ = Zone::none;
  bool selecting_ = false;
  float from_x_ = 0, from_y_ = 0;  ///< where the box begins, window pixels
};

}  // namespace zscope::ui
