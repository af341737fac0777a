#include "ui/panels/compared_parts.h"

#include "compare/curve_chart.h"
#include "ui/panels/parts.h"

#include <cmath>

namespace zscope::ui {

float text_width(const std::string& text) { return ImGui::CalcTextSize(text.c_str()).x; }

float compared_line(const Context& context) { return std::round(ImGui::GetFontSize() + 7 * context.scale); }

std::uint32_t run_dot_colour(std::size_t run) {
  const std::uint32_t rgb = run_colour(run);
  return IM_COL32(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, 0xff);
}

float run_dot(const Context& context) { return 14 * context.scale; }

void draw_short(ImVec2 corner, float width, std::uint32_t colour, const std::string& text) {
  ImGui::GetWindowDrawList()->AddText(corner, colour, shortened(text, std::ceil(width)).c_str());
}

void draw_run_name(const Context& context, const ShownComparison& shown, std::size_t run, ImVec2 corner, float width) {
  const float radius = 4 * context.scale, dot = run_dot(context);
  ImGui::GetWindowDrawList()->AddCircleFilled({corner.x + radius, corner.y + ImGui::GetFontSize() / 2}, radius,
                                              run_dot_colour(run));
  draw_short({corner.x + dot, corner.y}, width - dot, context.theme.text, shown.titles[run].name);
}

}  // namespace zscope::ui
