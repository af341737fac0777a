#pragma once

#include <glad/gl.h>

#include <utility>

namespace zscope::ui::gl {

/// A name OpenGL gave us, given back when this dies. Move-only; dies on the thread that owns the context.
template <typename Kind>
class Handle {
 public:
  Handle() = default;  ///< none
  static Handle make() {
    Handle handle;
    Kind::create(1, &handle.name_);
    return handle;
  }
  Handle(Handle&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(name_, other.name_);
    return *this;
  }
  ~Handle() {
    if (name_ != 0) Kind::destroy(1, &name_);
  }
  GLuint name() const { return name_; }
  explicit operator bool() const { return name_ != 0; }

 private:
  GLuint name_ = 0;
};

struct TextureKind {
  static void create(GLsizei count, GLuint* names) { glGenTextures(count, names); }
  static void destroy(GLsizei count, const GLuint* names) { glDeleteTextures(count, names); }
};
struct BufferKind {
  static void create(GLsizei count, GLuint* names) { glGenBuffers(count, names); }
  static void destroy(GLsizei count, const GLuint* names) { glDeleteBuffers(count, names); }
};
struct VertexArrayKind {
  static void create(GLsizei count, GLuint* names) { glGenVertexArrays(count, names); }
  static void destroy(GLsizei count, const GLuint* names) { glDeleteVertexArrays(count, names); }
};
struct FramebufferKind {
  static void create(GLsizei count, GLuint* names) { glGenFramebuffers(count, names); }
  static void destroy(GLsizei count, const GLuint* names) { glDeleteFramebuffers(count, names); }
};

using Texture = Handle<TextureKind>;
using Buffer = Handle<BufferKind>;
using VertexArray = Handle<VertexArrayKind>;
using Framebuffer = Handle<FramebufferKind>;

}  // namespace zscope::ui::gl
