#pragma once

#include "ui/frame_damage.h"

#include <memory>

namespace zscope::ui::gl {

class Target;

/// The window's picture, kept from frame to frame so that only damaged parts are drawn anew; what the window itself
/// holds after a swap is undefined.
class RetainedFrame {
 public:
  RetainedFrame();
  ~RetainedFrame();
  /// What is drawn next goes into it. True when it holds nothing yet: it is new or has another size.
  bool begin(int width, int height);
  /// Makes those parts one colour (ImGui's packing).
  void clear(const std::vector<PixelRect>& parts, std::uint32_t colour);
  /// Copies it to the window, whose framebuffer is current then.
  void show();

 private:
  std::unique_ptr<Target> target_;
};

}  // namespace zscope::ui::gl
