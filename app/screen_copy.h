#pragma once

#include "ui/pixel_parts.h"

#include <functional>

namespace zscope::app {

/// Brings parts of what was drawn to the screen and leaves the window's back buffer as it is. A swap brings all of it,
/// which with software OpenGL is a copy of every pixel by the cores that train, and leaves the back buffer undefined.
/// Only X11 with Mesa has it (GLX_MESA_copy_sub_buffer).
class ScreenCopy {
 public:
  /// Looks for it in the current OpenGL context.
  static ScreenCopy find();
  explicit operator bool() const { return static_cast<bool>(copy_); }
  /// `height` of the framebuffer.
  void show(const ui::PixelRect& part, int height) const;

 private:
  std::function<void(int x, int y, int width, int height)> copy_;  ///< pixels from the lower left corner
};

}  // namespace zscope::app
