#include "ui/widgets/plot.h"

#include "ui/widgets/controls.h"
#include "ui/widgets/plot_frame.h"
#include "ui/widgets/ticks.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscope::ui {
namespace {

constexpr double kFirstMoments = 0.05;  // of the x axis

}  // namespace
double Plot::to_axis(double y) const {
  if (!log_) return y;
  return y > 0 ? std::log10(y) : std::numeric_limits<double>::quiet_NaN();
}

double Plot::from_axis(double y) const { return log_ ? std::pow(10, y) : y; }

void Plot::draw(Context& context, const std::string& id, std::span<Group> groups, std::span<const Flag> flags,
                const ImVec2& size) {
  Frame frame;
  frame.scale = context.scale;
  const float legend = draw_legend(context, groups, size.x);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 usable = {std::max(size.x, 80 * context.scale), std::max(size.y - legend, 60 * context.scale)};
  frame.whole = {low, {low.x + usable.x, low.y + usable.y}};
  const float gutter_x = ImGui::CalcTextSize("00,000").x + 8 * context.scale;
  const float gutter_y = ImGui::GetFontSize() + 6 * context.scale;
  frame.inside = {{std::floor(low.x + gutter_x), std::floor(low.y + 4 * context.scale)},
                  {std::floor(frame.whole.Max.x - 4 * context.scale), std::floor(frame.whole.Max.y - gutter_y)}};
  ImGui::InvisibleButton(("###" + id).c_str(), usable,
                         ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
  ImGui::SetItemAllowOverlap();
  ImGui::SetItemUsingMouseWheel();  // it zooms here and scrolls nothing
  frame.hovered = ImGui::IsItemHovered();
  std::string newest;
  for (const Group& group : groups) {
    if (!newest.empty() || !group.shown || group.lines.empty() || group.lines[0].series->empty()) continue;
    newest = figure(group.lines[0].series->y(group.lines[0].series->size() - 1));
  }
  record(context, id, "plot", "", newest);

  follow(groups);
  react(context, frame);
  // After the view is settled: pixels per unit.
  frame.left = view_.left;
  frame.bottom = to_axis(view_.bottom);
  frame.x_scale = frame.inside.GetWidth() / (view_.right - view_.left);
  frame.y_scale = frame.inside.GetHeight() / (to_axis(view_.top) - frame.bottom);
  draw_axes(context, frame);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.PushClipRect(frame.inside.Min, frame.inside.Max, true);
  for (const Group& group : groups) {
    for (const Line& line : group.lines) {
      if (group.shown) draw_line(context, frame, line);
    }
  }
  if (selecting_) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    draw.AddRectFilled({from_x_, from_y_}, mouse, faded(context.theme.accent, 0.15f));
    draw.AddRect({from_x_, from_y_}, mouse, context.theme.accent);
  }
  draw.PopClipRect();
  draw_flags(context, frame, flags);
  if (frame.hovered && frame.zone == Zone::inside && grabbed_ == Zone::none && !selecting_) {
    draw_hover(context, frame, groups);
  }
}

// Lowest and highest of what is shown from `from` to the view's right end.
Series::Range Plot::seen(std::span<const Group> groups, double from) const {
  Series::Range result;
  for (const Group& group : groups) {
    if (!group.shown) continue;
    for (const Line& line : group.lines) {
      const Series& series = *line.series;
      const Series::Range range =
          series.range(series.lower_bound(from), series.lower_bound(std::nextafter(view_.right, INFINITY)));
      if (!range.any) continue;
      // On a log axis only what is above zero counts; what is not is a gap.
      if (!log_ || range.low > 0) result.take(range.low);
      if (!log_ || range.high > 0) result.take(range.high);
    }
  }
  return result;
}

void Plot::follow(std::span<const Group> groups) {
  Series::Range x, y;
  for (const Group& group : groups) {
    if (!group.shown) continue;
    for (const Line& line : group.lines) {
      if (line.series->empty()) continue;
      x.take(line.series->x(0));
      x.take(line.series->x(line.series->size() - 1));
    }
  }
  if (follow_x_ && x.any) {
    view_.left = x.low;
    view_.right = x.high > x.low ? x.high : x.low + 1;
  }
  if (!follow_y_) return;
  y = seen(groups, view_.left);
  // The first losses of a run dwarf all that follows: when they would take more than half of the axis, they may leave
  // it.
  const Series::Range settled = seen(groups, std::max(view_.left, x.low + kFirstMoments * (x.high - x.low)));
  if (!all_ && settled.any && to_axis(settled.high) - to_axis(settled.low) < 0.5 * (to_axis(y.high) - to_axis(y.low)) &&
      settled.high > settled.low) {
    y = settled;
  }
  if (!y.any) y = log_ ? Series::Range{0.1, 1, true} : Series::Range{0, 1, true};
  const double low = to_axis(y.low), high = to_axis(y.high);
  const double margin = high > low ? 0.05 * (high - low) : std::max(0.5 * std::abs(low), log_ ? 0.5 : 1e-3);
  view_.bottom = from_axis(low - margin);
  view_.top = from_axis(high + margin);
}

void Plot::pan(const Frame& frame, float dx, float dy) {
  const double x = -dx / frame.x_scale, y = dy / frame.y_scale;
  view_.left += x;
  view_.right += x;
  const double low = to_axis(view_.bottom) + y, high = to_axis(view_.top) + y;
  view_.bottom = from_axis(low);
  view_.top = from_axis(high);
}

void Plot::zoom(const Frame& frame, Zone zone, double factor) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (zone != Zone::y_axis) {
    const double at = frame.from_x(mouse.x);
    const double left = at + (view_.left - at) * factor, right = at + (view_.right - at) * factor;
    // Not past what a double can tell apart.
    if (right - left > 1e-12 * std::max({1.0, std::abs(left), std::abs(right)})) {
      view_.left = left;
      view_.right = right;
      follow_x_ = false;
    }
  }
  if (zone != Zone::x_axis) {
    const double at = frame.from_y(mouse.y), low = to_axis(view_.bottom), high = to_axis(view_.top);
    const double bottom = at + (low - at) * factor, top = at + (high - at) * factor;
    if (top - bottom > 1e-9 * std::max({1e-6, std::abs(bottom), std::abs(top)}) && (!log_ || top - bottom < 200)) {
      view_.bottom = from_axis(bottom);
      view_.top = from_axis(top);
      follow_y_ = false;
    }
  }
}

void Plot::select(const Frame& frame) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float least = 6 * frame.scale;  // less is a slip of the hand
  const float left = std::min(from_x_, mouse.x), right = std::max(from_x_, mouse.x);
  const float top = std::min(from_y_, mouse.y), bottom = std::max(from_y_, mouse.y);
  if (right - left < least || bottom - top < least) return;
  const double new_left = frame.from_x(left), new_right = frame.from_x(right);
  const double new_bottom = from_axis(frame.from_y(bottom)), new_top = from_axis(frame.from_y(top));
  view_ = {new_left, new_right, new_bottom, new_top};
  follow_x_ = follow_y_ = false;
}

void Plot::react(Context& context, Frame& frame) {
  const ImGuiIO& io = ImGui::GetIO();
  frame.left = view_.left;
  frame.bottom = to_axis(view_.bottom);
  frame.x_scale = frame.inside.GetWidth() / (view_.right - view_.left);
  frame.y_scale = frame.inside.GetHeight() / (to_axis(view_.top) - frame.bottom);
  if (frame.hovered) {
    frame.zone = io.MousePos.y > frame.inside.Max.y   ? Zone::x_axis
                 : io.MousePos.x < frame.inside.Min.x ? Zone::y_axis
                                                      : Zone::inside;
  }
  if (frame.hovered && frame.zone == Zone::inside && ImGui::IsMouseDoubleClicked(0)) {
    press_fit();
  } else if (frame.hovered && ImGui::IsMouseDoubleClicked(0)) {
    follow_x_ = follow_x_ || frame.zone != Zone::y_axis;
    follow_y_ = follow_y_ || frame.zone != Zone::x_axis;
  }
  if (frame.hovered && ImGui::IsMouseClicked(0)) grabbed_ = frame.zone;
  if (grabbed_ != Zone::none && ImGui::IsMouseDragging(0, 3 * context.scale)) {
    // Inside, both axes are in the hand, also when it moves along one of them.
    follow_x_ = follow_x_ && grabbed_ == Zone::y_axis;
    follow_y_ = follow_y_ && grabbed_ == Zone::x_axis;
    pan(frame, grabbed_ == Zone::y_axis ? 0 : io.MouseDelta.x, grabbed_ == Zone::x_axis ? 0 : io.MouseDelta.y);
  }
  if (!ImGui::IsMouseDown(0)) grabbed_ = Zone::none;
  if (frame.hovered && frame.zone == Zone::inside && ImGui::IsMouseClicked(1)) {
    selecting_ = true;
    from_x_ = io.MousePos.x;
    from_y_ = io.MousePos.y;
  }
  if (selecting_ && !ImGui::IsMouseDown(1)) {
    select(frame);
    selecting_ = false;
  }
  if (frame.hovered && io.MouseWheel != 0) zoom(frame, frame.zone, std::pow(0.85, static_cast<double>(io.MouseWheel)));
}

}  // namespace zscope::ui
