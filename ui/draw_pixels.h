#pragma once

#include "ui/pixel_parts.h"

#include <imgui.h>

namespace zscope::ui {

/// All of the framebuffer.
PixelRect whole_of(const ImDrawData& data);

/// Pixels of the framebuffer that what is drawn between two places can touch, and one more on each side, within
/// `limit`.
PixelRect pixels_of(ImVec2 from, ImVec2 to, const ImDrawData& data, const PixelRect& limit);

/// The corners of a triangle's box.
struct Box {
  ImVec2 from, to;
};
Box box_of(const ImDrawVert* vertices, const ImDrawIdx* triangle);

}  // namespace zscope::ui
