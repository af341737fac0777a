#include "app/screen_copy.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace zscope::app {

// GLX's own header would need X11's; its types are a pointer and a number.
ScreenCopy ScreenCopy::find() {
  using CurrentDisplay = void* (*)();
  using CurrentDrawable = unsigned long (*)();
  using CopySubBuffer = void (*)(void* display, unsigned long drawable, int x, int y, int width, int height);
  ScreenCopy found;
  if (glfwExtensionSupported("GLX_MESA_copy_sub_buffer") == GLFW_FALSE) return found;
  const auto display = reinterpret_cast<CurrentDisplay>(glfwGetProcAddress("glXGetCurrentDisplay"));
  const auto drawable = reinterpret_cast<CurrentDrawable>(glfwGetProcAddress("glXGetCurrentDrawable"));
  const auto copy = reinterpret_cast<CopySubBuffer>(glfwGetProcAddress("glXCopySubBufferMESA"));
  if (display == nullptr || drawable == nullptr || copy == nullptr) return found;
  found.copy_ = [display, drawable, copy](int x, int y, int width, int height) {
    copy(display(), drawable(), x, y, width, height);
  };
  return found;
}

void ScreenCopy::show(const ui::PixelRect& part, int height) const {
  copy_(part.left, height - part.bottom, part.right - part.left, part.bottom - part.top);
}

}  // namespace zscope::app
