#include "ui/theme.h"

#include <imgui.h>

#include <cmath>

namespace zscope::ui {
namespace {

constexpr std::uint32_t rgb(std::uint32_t hex) {
  return 0xff000000u | (hex & 0xffu) << 16 | (hex & 0xff00u) | (hex >> 16 & 0xffu);
}

ImVec4 colour(std::uint32_t packed, float alpha = 1) {
  ImVec4 result = ImGui::ColorConvertU32ToFloat4(packed);
  result.w *= alpha;
  return result;
}

ImVec4 blend(std::uint32_t from, std::uint32_t to, float part) {
  const ImVec4 a = colour(from);
  const ImVec4 b = colour(to);
  return {a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part, a.z + (b.z - a.z) * part, 1};
}

void apply_colours(const Theme& theme, ImVec4* colours) {
  const auto set = [&](std::initializer_list<int> which, ImVec4 value) {
    for (const int index : which) colours[index] = value;
  };
  const ImVec4 none(0, 0, 0, 0);
  const ImVec4 raised = blend(theme.panel, theme.text, 0.07f);
  const ImVec4 hovered = blend(theme.panel, theme.text, 0.14f);
  const ImVec4 pressed = blend(theme.panel, theme.text, 0.20f);
  set({ImGuiCol_Text}, colour(theme.text));
  set({ImGuiCol_TextDisabled}, colour(theme.quiet));
  set({ImGuiCol_WindowBg}, colour(theme.ground));
  set({ImGuiCol_ChildBg, ImGuiCol_BorderShadow, ImGuiCol_ScrollbarBg}, none);
  set({ImGuiCol_PopupBg}, blend(theme.panel, theme.ground, theme.dark ? 0.f : 0.f));
  set({ImGuiCol_Border, ImGuiCol_Separator, ImGuiCol_TableBorderLight, ImGuiCol_TableBorderStrong}, colour(theme.line));
  set({ImGuiCol_FrameBg, ImGuiCol_Button, ImGuiCol_Header}, raised);
  set({ImGuiCol_FrameBgHovered, ImGuiCol_ButtonHovered, ImGuiCol_HeaderHovered}, hovered);
  set({ImGuiCol_FrameBgActive, ImGuiCol_ButtonActive, ImGuiCol_HeaderActive}, pressed);
  set({ImGuiCol_ScrollbarGrab}, colour(theme.line));
  set({ImGuiCol_ScrollbarGrabHovered, ImGuiCol_ScrollbarGrabActive}, colour(theme.quiet, 0.7f));
  set({ImGuiCol_CheckMark, ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive, ImGuiCol_PlotHistogram,
       ImGuiCol_DragDropTarget, ImGuiCol_NavHighlight, ImGuiCol_SeparatorActive, ImGuiCol_ResizeGripActive},
      colour(theme.accent));
  set({ImGuiCol_SeparatorHovered, ImGuiCol_ResizeGripHovered}, colour(theme.accent, 0.6f));
  set({ImGuiCol_ResizeGrip}, none);
  set({ImGuiCol_TextSelectedBg}, colour(theme.accent, 0.35f));
  set({ImGuiCol_ModalWindowDimBg}, colour(theme.ground, 0.6f));
}

}  // namespace

// The class colours begin at Okabe and Ito's hues and were moved apart by search: the nearest two differ by 30 in
// CIELAB as a person with protanopia or deuteranopia sees them (Machado et al. 2009), by 19 with tritanopia.
const Theme& dark_theme() {
  static const Theme theme = {.ground = rgb(0x14171c),
                              .panel = rgb(0x1b1f26),
                              .line = rgb(0x2a303a),
                              .text = rgb(0xd7dce3),
                              .quiet = rgb(0x8a93a1),
                              .accent = rgb(0x4cc2ff),
                              .warning = rgb(0xffb454),
                              .error = rgb(0xff6b6b),
                              .on_accent = rgb(0x0d1720),
                              .classes = {rgb(0x29b0fa), rgb(0xdf7d0a), rgb(0xb3fa81), rgb(0xa624f9), rgb(0xf9e815),
                                          rgb(0xcd2f3a), rgb(0x50ebf8), rgb(0xb68793), rgb(0xdbeac3), rgb(0xb13ea0)},
                              .dark = true};
  return theme;
}

const Theme& light_theme() {
  static const Theme theme = {.ground = rgb(0xe9ecf0),
                              .panel = rgb(0xffffff),
                              .line = rgb(0xcfd5dd),
                              .text = rgb(0x1b2129),
                              .quiet = rgb(0x5c6675),
                              .accent = rgb(0x0073b8),
                              .warning = rgb(0xa85f00),
                              .error = rgb(0xc62f2f),
                              .on_accent = rgb(0xffffff),
                              .classes = {rgb(0x0a73fa), rgb(0xe99923), rgb(0x7db971), rgb(0x6a4880), rgb(0xa9350a),
                                          rgb(0x0bb5f7), rgb(0x4e2c24), rgb(0x999aa3), rgb(0x460f8f), rgb(0x2913fa)},
                              .dark = false};
  return theme;
}

std::uint32_t faded(std::uint32_t colour, float opacity) {
  const auto alpha = static_cast<std::uint32_t>(std::lround(static_cast<float>(colour >> 24) * opacity));
  return (colour & 0x00ffffffu) | alpha << 24;
}

void apply(const Theme& theme, float scale) {
  ImGuiStyle style;  // from the start: scaling an already scaled style rounds twice
  style.WindowPadding = {12, 12};
  style.FramePadding = {8, 4};
  style.ItemSpacing = {8, 8};
  style.ItemInnerSpacing = {8, 4};
  style.CellPadding = {8, 4};
  style.ScrollbarSize = 12;
  style.GrabMinSize = 12;
  style.WindowRounding = 4;
  style.ChildRounding = 4;
  style.FrameRounding = 4;
  style.PopupRounding = 4;
  style.ScrollbarRounding = 4;
  style.GrabRounding = 4;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  style.DisabledAlpha = 0.45f;
  style.ScaleAllSizes(scale);
  apply_colours(theme, style.Colors);
  ImGui::GetStyle() = style;
}

}  // namespace zscope::ui
