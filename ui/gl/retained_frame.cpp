#include "ui/gl/retained_frame.h"

#include "ui/gl/gl_graphics.h"
#include "ui/gl/target.h"

namespace zscope::ui::gl {

RetainedFrame::RetainedFrame(bool kept) : target_(kept ? nullptr : std::make_unique<Target>()) {}
RetainedFrame::~RetainedFrame() = default;

bool RetainedFrame::begin(int width, int height) {
  const bool fresh = width_ != width || height_ != height;
  width_ = width;
  height_ = height;
  if (target_) {
    if (fresh) target_->resize(width, height);
    target_->bind();
  } else {
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
  }
  return fresh;
}

void RetainedFrame::clear(const std::vector<PixelRect>& parts, std::uint32_t colour) {
  glEnable(GL_SCISSOR_TEST);
  set_clear_colour(colour);
  for (const PixelRect& part : parts) {
    // OpenGL's rows rise.
    glScissor(part.left, height_ - part.bottom, part.right - part.left, part.bottom - part.top);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  glDisable(GL_SCISSOR_TEST);
}

void RetainedFrame::finish() {
  if (!target_) return;
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target_->framebuffer());
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  glBlitFramebuffer(0, 0, width_, height_, 0, 0, width_, height_, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

}  // namespace zscope::ui::gl
