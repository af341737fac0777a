#include "ui/panels/compared_parts.h"

#include "compare/curve_chart.h"

#include <cmath>

namespace zscope::ui {

float text_width(const std::string& text) { return ImGui::CalcTextSize(text.c_str()).x; }

float compared_line(const Context& context) { return std::round(ImGui::GetFontSize() + 7 * context.scale); }

float run_dot(const Context& context) { return 14 * context.scale; }

void draw_cut(ImVec2 corner, float width, std::uint32_t colour, const std::string& text) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(corner, {corner.x + width, corner.y + 2 * ImGui::GetFontSize()}, true);
  list.AddText(corner, colour, text.c_str());
  list.PopClipRect();
}

void draw_run_name(const Context& context, const ShownComparison& shown, std::size_t run, ImVec2 corner, float width) {
  const float radius = 4 * context.scale, dot = run_dot(context);
  const std::uint32_t rgb = run_colour(run);
  ImGui::GetWindowDrawList()->AddCircleFilled({corner.x + radius, corner.y + ImGui::GetFontSize() / 2}, radius,
                                              IM_COL32(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, 0xff));
  draw_cut({corner.x + dot, corner.y}, width - dot, context.theme.text, shown.titles[run].name);
}

}  // namespace zscope::ui
