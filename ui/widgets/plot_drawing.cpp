// How a plot looks; what it does is in plot.cpp.
#include "ui/widgets/controls.h"
#include "ui/widgets/plot_frame.h"
#include "ui/widgets/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace zscope::ui {
namespace {

void dashed(ImDrawList& draw, const std::vector<ImVec2>& points, std::uint32_t colour, float thickness, float dash) {
  float along = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const ImVec2 a = points[i - 1], b = points[i];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    if (length <= 0 || length > 1e5f) continue;
    for (float at = 0; at < length;) {
      const float in_dash = std::fmod(along + at, 2 * dash);
      const float step = std::min(length - at, in_dash < dash ? dash - in_dash : 2 * dash - in_dash);
      if (in_dash < dash) {
        const float s = at / length, t = (at + step) / length;
        draw.AddLine({a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s}, {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t},
                     colour, thickness);
      }
      at += std::max(step, 0.01f);
    }
    along += length;
  }
}

/// Draws one curve from left to right.
class Pen {
 public:
  /// `dash`: pixels, 0 for an unbroken line.
  Pen(ImDrawList& draw, std::uint32_t colour, float thickness, float dash)
      : draw_(draw), colour_(colour), thickness_(thickness), dash_(dash) {}
  ~Pen() { lift(); }
  Pen(const Pen&) = delete;
  Pen& operator=(const Pen&) = delete;

  void move_to(ImVec2 point) { points_.push_back(point); }
  void dot(float radius) { draw_.AddCircleFilled(points_.back(), radius, colour_); }
  /// From its top to its bottom, or back, whichever end is nearer.
  void column(float x, float top, float bottom) {
    const bool falling = !points_.empty() && std::abs(points_.back().y - top) < std::abs(points_.back().y - bottom);
    points_.push_back({x, falling ? top : bottom});
    if (bottom - top > 0.25f) points_.push_back({x, falling ? bottom : top});
  }
  /// The same as a bar that touches the one before: half as many triangles, which is what software OpenGL counts.
  void bar(float x, float width, float top, float bottom) {
    bottom = std::max(bottom, top + thickness_);
    const float from = bar_ ? std::min(top, bar_->second) : top, to = bar_ ? std::max(bottom, bar_->first) : bottom;
    bar_ = {top, bottom};
    draw_.AddRectFilled({x, from}, {x + width, to}, colour_);
  }
  /// Ends the line; the next point begins another.
  void lift() {
    if (points_.size() == 1) draw_.AddCircleFilled(points_[0], thickness_, colour_);
    if (points_.size() > 1 && dash_ > 0) dashed(draw_, points_, colour_, thickness_, dash_);
    if (points_.size() > 1 && dash_ <= 0) {
      draw_.AddPolyline(points_.data(), static_cast<int>(points_.size()), colour_, ImDrawFlags_None, thickness_);
    }
    points_.clear();
    bar_.reset();
  }

 private:
  ImDrawList& draw_;
  std::uint32_t colour_;
  float thickness_, dash_;
  std::vector<ImVec2> points_;
  std::optional<std::pair<float, float>> bar_;  ///< top and bottom of the newest
};

}  // namespace

void Plot::draw_axes(Context& context, const Frame& frame) const {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const ImRect& inside = frame.inside;
  const float text = ImGui::GetFontSize();
  draw.AddRectFilled(inside.Min, inside.Max, theme.ground, 2 * context.scale);
  const int most_y = std::max(2, static_cast<int>(inside.GetHeight() / (2.2f * text)));
  const auto y_ticks =
      log_ ? logarithmic_ticks(view_.bottom, view_.top, most_y) : linear_ticks(view_.bottom, view_.top, most_y);
  for (const Tick& tick : y_ticks) {
    const float y = std::floor(frame.to_y(to_axis(tick.value))) + 0.5f;
    draw.AddLine({inside.Min.x, y}, {inside.Max.x, y}, faded(theme.line, 0.8f));
    const float x = inside.Min.x - 6 * context.scale - ImGui::CalcTextSize(tick.label.c_str()).x;
    const float label_y = std::clamp(y - text / 2, frame.whole.Min.y, frame.whole.Max.y - text);
    draw.AddText({std::floor(x), std::floor(label_y)}, theme.quiet, tick.label.c_str());
  }
  const float widest = ImGui::CalcTextSize("0,000,000").x;
  const auto x_ticks =
      linear_ticks(view_.left, view_.right, std::max(1, static_cast<int>(inside.GetWidth() / (1.5f * widest))));
  for (const Tick& tick : x_ticks) {
    const float x = std::floor(frame.to_x(tick.value)) + 0.5f;
    draw.AddLine({x, inside.Min.y}, {x, inside.Max.y}, faded(theme.line, 0.8f));
    const float width = ImGui::CalcTextSize(tick.label.c_str()).x;
    const float label_x = std::clamp(x - width / 2, frame.whole.Min.x, frame.whole.Max.x - width);
    draw.AddText({std::floor(label_x), std::floor(inside.Max.y + 4 * context.scale)}, theme.quiet, tick.label.c_str());
  }
}

void Plot::draw_line(const Context& context, const Frame& frame, const Line& line) const {
  const float thickness = 1.5f * context.scale;
  if (line.dotted || !line.smoothed) {
    draw_curve(frame, *line.series, line.colour, thickness, line.dotted ? Stroke::dotted : Stroke::line);
    return;
  }
  draw_curve(frame, *line.series, faded(line.colour, 0.3f), context.scale, Stroke::faint);
  draw_curve(frame, *line.smoothed, line.colour, thickness, Stroke::smooth);
}

void Plot::draw_curve(const Frame& frame, const Series& series, std::uint32_t colour, float thickness,
                      Stroke stroke) const {
  if (series.empty()) return;
  // One point more on either side, so that lines leave the view rather than end in it.
  const std::size_t seen = series.lower_bound(view_.left), unseen = series.lower_bound(view_.right);
  const std::size_t first = seen > 0 ? seen - 1 : 0, last = std::min(series.size(), unseen + 2);
  const auto columns = static_cast<std::size_t>(std::max(1.f, frame.inside.GetWidth()));
  if (last - first > columns) return draw_columns(frame, series, seen, colour, thickness, stroke);
  Pen pen(*ImGui::GetWindowDrawList(), colour, thickness, stroke == Stroke::dotted ? 4 * frame.scale : 0);
  const bool dots = stroke == Stroke::dotted && last - first <= columns / 8;
  for (std::size_t i = first; i < last; ++i) {
    const double value = to_axis(series.y(i));
    if (!std::isfinite(value)) {
      pen.lift();  // a gap
      continue;
    }
    pen.move_to({frame.to_x(series.x(i)), frame.to_y(value)});
    if (dots) pen.dot(2.5f * frame.scale);
  }
}

/// More points than pixels: each column from its lowest to its highest, nearest end first.
void Plot::draw_columns(const Frame& frame, const Series& series, std::size_t first, std::uint32_t colour,
                        float thickness, Stroke stroke) const {
  Pen pen(*ImGui::GetWindowDrawList(), colour, thickness, stroke == Stroke::dotted ? 4 * frame.scale : 0);
  const float width = stroke == Stroke::smooth ? 2.f : 1.f;
  for (float x = frame.inside.Min.x; x < frame.inside.Max.x; x += width) {
    const std::size_t last = series.lower_bound(frame.from_x(x + width));
    if (last == first) continue;
    const Series::Range range = series.range(first, last);
    first = last;
    const double high = range.any ? to_axis(range.high) : NAN;
    if (!std::isfinite(high)) {
      pen.lift();
      continue;
    }
    const double low = to_axis(range.low);
    const float top = frame.to_y(high), bottom = std::isfinite(low) ? frame.to_y(low) : frame.inside.Max.y;
    stroke == Stroke::faint ? pen.bar(x, width, top, bottom) : pen.column(x + width / 2, top, bottom);
  }
}

void Plot::draw_flags(Context& context, const Frame& frame, std::span<const Flag> flags) const {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float size = 4 * context.scale;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  std::string text;
  for (const Flag& flag : flags) {
    const float x = std::floor(frame.to_x(flag.x)) + 0.5f;
    if (x < frame.inside.Min.x || x > frame.inside.Max.x) continue;
    draw.AddLine({x, frame.inside.Min.y}, {x, frame.inside.Max.y}, faded(flag.colour, 0.35f));
    draw.AddTriangleFilled({x - size, frame.inside.Min.y}, {x + size, frame.inside.Min.y},
                           {x, frame.inside.Min.y + 1.5f * size}, flag.colour);
    const bool under = std::abs(mouse.x - x) <= 1.5f * size && mouse.y < frame.inside.Min.y + 4 * size;
    if (under && frame.hovered) text += (text.empty() ? "" : "\n") + flag.text;
  }
  if (!text.empty()) tooltip(context, text);
}

float Plot::draw_legend(Context& context, std::span<Group> groups, float room) {
  if (groups.empty()) return 0;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float scale = context.scale, row = ImGui::GetFontSize() + 6 * scale, swatch = 14 * scale;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImVec2 at = start;
  for (Group& group : groups) {
    const float width = swatch + ImGui::CalcTextSize(group.label.c_str()).x + 20 * scale;
    if (at.x > start.x && at.x + width > start.x + room) at = {start.x, at.y + row};
    ImGui::SetCursorScreenPos(at);
    if (ImGui::InvisibleButton(("###" + group.id).c_str(), {width, row})) group.shown = !group.shown;
    record(context, group.id, "toggle", group.label, group.shown ? "on" : "off");
    tooltip(context, context.words("plot.legend.tip"));
    const float alpha = group.shown ? 1.f : 0.35f;
    const float middle = std::floor(at.y + row / 2) + 0.5f;
    draw.AddLine({at.x, middle}, {at.x + swatch, middle}, faded(group.colour, alpha), 3 * scale);
    const std::uint32_t ink = ImGui::IsItemHovered() ? context.theme.text : context.theme.quiet;
    draw.AddText({std::floor(at.x + swatch + 6 * scale), std::floor(at.y + 3 * scale)}, faded(ink, alpha),
                 group.label.c_str());
    at.x += width;
  }
  ImGui::SetCursorScreenPos({start.x, at.y + row});
  return at.y + row - start.y;
}

void Plot::draw_hover(Context& context, const Frame& frame, std::span<const Group> groups) const {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (!ImGui::IsMouseHoveringRect(frame.inside.Min, frame.inside.Max)) return;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const std::uint32_t hair = faded(context.theme.quiet, 0.6f);
  draw.AddLine({std::floor(mouse.x) + 0.5f, frame.inside.Min.y}, {std::floor(mouse.x) + 0.5f, frame.inside.Max.y},
               hair);
  draw.AddLine({frame.inside.Min.x, std::floor(mouse.y) + 0.5f}, {frame.inside.Max.x, std::floor(mouse.y) + 0.5f},
               hair);
  const double x = frame.from_x(mouse.x);
  struct Row {
    const Line* line;
    double value;
  };
  std::vector<Row> rows;
  double nearest_x = x;
  float nearest_distance = 1e9f;
  for (const Group& group : groups) {
    if (!group.shown) continue;
    for (const Line& line : group.lines) {
      if (line.series->empty()) continue;
      const Series& series = line.smoothed != nullptr && !line.dotted ? *line.smoothed : *line.series;
      const std::size_t index = series.nearest(x);
      rows.push_back({&line, series.y(index)});
      const float distance = std::abs(frame.to_x(series.x(index)) - mouse.x);
      if (distance < nearest_distance) {
        nearest_distance = distance;
        nearest_x = series.x(index);
      }
      const double axis = to_axis(series.y(index));
      if (std::isfinite(axis) && distance < 40 * context.scale) {
        draw.AddCircleFilled({frame.to_x(series.x(index)), frame.to_y(axis)}, 3.5f * context.scale, line.colour);
      }
    }
  }
  if (rows.empty()) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {8 * context.scale, 8 * context.scale});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8 * context.scale, 2 * context.scale});
  ImGui::BeginTooltip();
  ImGui::TextDisabled("%s", figure(nearest_x).c_str());
  float column = 0;
  for (const Row& row : rows) column = std::max(column, ImGui::CalcTextSize(row.line->label.c_str()).x);
  const float figures = ImGui::CalcTextSize("00,000.000").x;
  for (const Row& row : rows) {
    const std::string value = figure(row.value);
    ImGui::PushStyleColor(ImGuiCol_Text, row.line->colour);
    ImGui::TextUnformatted(row.line->label.c_str());
    ImGui::PopStyleColor();
    ImGui::SameLine(8 * context.scale + column + 16 * context.scale +
                    std::max(0.f, figures - ImGui::CalcTextSize(value.c_str()).x));
    ImGui::TextUnformatted(value.c_str());
  }
  ImGui::EndTooltip();
  ImGui::PopStyleVar(2);
}

}  // namespace zscope::ui
