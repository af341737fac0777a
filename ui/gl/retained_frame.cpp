#include "ui/gl/retained_frame.h"

#include "ui/gl/gl_graphics.h"
#include "ui/gl/target.h"

namespace zscope::ui::gl {

RetainedFrame::RetainedFrame() : target_(std::make_unique<Target>()) {}
RetainedFrame::~RetainedFrame() = default;

bool RetainedFrame::begin(int width, int height) {
  const bool fresh = !*target_ || target_->width() != width || target_->height() != height;
  if (fresh) target_->resize(width, height);
  target_->bind();
  return fresh;
}

void RetainedFrame::clear(const std::vector<PixelRect>& parts, std::uint32_t colour) {
  glEnable(GL_SCISSOR_TEST);
  set_clear_colour(colour);
  for (const PixelRect& part : parts) {
    // OpenGL's rows rise.
    glScissor(part.left, target_->height() - part.bottom, part.right - part.left, part.bottom - part.top);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  glDisable(GL_SCISSOR_TEST);
}

void RetainedFrame::show() {
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target_->framebuffer());
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  glBlitFramebuffer(0, 0, target_->width(), target_->height(), 0, 0, target_->width(), target_->height(),
                    GL_COLOR_BUFFER_BIT, GL_NEAREST);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

}  // namespace zscope::ui::gl
