#pragma once

#include <string_view>

struct ImFontAtlas;

namespace zscope::ui {

/// Text height at scale 1, in pixels.
constexpr float kTextSize = 15;

/// Puts the built-in font into `atlas` at `pixels` height: Latin, Greek and the signs zscope draws. Digits share one
/// width, so figures do not jump.
void build_fonts(ImFontAtlas& atlas, float pixels);

}  // namespace zscope::ui
