#include "ui/panels/compared_curves.h"

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <fmt/format.h>

#include <algorithm>

namespace zscope::ui {
namespace {

constexpr float kHeight = 190, kMostWidth = 760;  // pixels at scale 1

}  // namespace

void ComparedCurves::take(const ShownComparison& shown) {
  if (shown.compared == compared_) return;
  compared_ = shown.compared;
  groups_.clear();
  const std::vector<Curve>& curves = compared_->comparison.curves;
  series_.assign(curves.size(), {});
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].points.empty()) continue;
    for (const auto& [seconds, value] : curves[i].points) series_[i].append(seconds, value);
    Plot::Group group;
    group.id = fmt::format("compare.legend.{}", i);
    group.label = shown.titles[i].name;
    group.colour = run_dot_colour(i);
    Plot::Line line;
    line.series = &series_[i];
    line.colour = group.colour;
    line.dotted = true;
    line.label = shown.titles[i].name;
    group.lines.push_back(std::move(line));
    groups_.push_back(std::move(group));
  }
  plot_.fit();
}

float ComparedCurves::draw(Context& context, const ShownComparison& shown, ImVec2 corner, float width) {
  take(shown);
  if (groups_.empty()) return 0;
  const float line = compared_line(context), height = kHeight * context.scale;
  const std::string title = sentence(context, "compare.learning", compared_->comparison.curve_title);
  draw_short(corner, width, context.theme.text, title);
  record_rectangle(context, "compare.learning", "text", title, corner.x, corner.y, text_width(title), line);
  ImGui::SetCursorScreenPos({corner.x, corner.y + line});
  plot_.draw(context, "compare.curves", groups_, {}, {std::min(width, kMostWidth * context.scale), height});
  return line + height;
}

}  // namespace zscope::ui
