#pragma once

#include <array>
#include <cstdint>

namespace zscope::ui {

/// Colours as ImGui packs them (IM_COL32). Dark is the default, light has the same structure.
struct Theme {
  std::uint32_t ground, panel, line, text, quiet, accent, warning, error;
  std::uint32_t on_accent;                ///< text on the accent colour
  std::array<std::uint32_t, 10> classes;  ///< ten a colour-blind person can tell apart on this ground
  bool dark = true;
};

const Theme& dark_theme();
const Theme& light_theme();

/// A colour with its opacity multiplied.
std::uint32_t faded(std::uint32_t colour, float opacity);

/// Sets ImGui's colours, spacing (steps of 4 px) and rounding for a theme at a scale.
void apply(const Theme& theme, float scale);

}  // namespace zscope::ui
