#pragma once

#include "ui/gl/handle.h"

namespace zscope::ui::gl {

/// A picture that can be drawn into. Empty until resize().
class Target {
 public:
  /// Its contents are undefined afterwards. Throws Error when the driver cannot.
  void resize(int width, int height);
  /// What is drawn next goes into it.
  void bind() const { glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.name()); }
  int width() const { return width_; }
  int height() const { return height_; }
  GLuint texture() const { return texture_.name(); }
  GLuint framebuffer() const { return framebuffer_.name(); }
  explicit operator bool() const { return static_cast<bool>(texture_); }

 private:
  Texture texture_;
  Framebuffer framebuffer_;
  int width_ = 0, height_ = 0;
};

}  // namespace zscope::ui::gl
