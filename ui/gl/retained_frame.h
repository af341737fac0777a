#pragma once

#include "ui/pixel_parts.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace zscope::ui::gl {

class Target;

/// The window's picture, kept from frame to frame so that only damaged parts are drawn anew.
class RetainedFrame {
 public:
  /// `kept`: the window is not swapped, so its own back buffer holds the picture; else that is undefined after every
  /// swap, and the picture lies off screen.
  explicit RetainedFrame(bool kept);
  ~RetainedFrame();
  /// What is drawn next goes into it. True when it holds nothing yet: it is new or has another size.
  bool begin(int width, int height);
  /// Makes those parts one colour (ImGui's packing).
  void clear(const std::vector<PixelRect>& parts, std::uint32_t colour);
  /// The window's back buffer has it all from now on, and is current.
  void finish();

 private:
  std::unique_ptr<Target> target_;  ///< none when the back buffer is kept
  int width_ = 0, height_ = 0;
};

}  // namespace zscope::ui::gl
