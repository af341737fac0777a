#pragma once

#include <glad/gl.h>

#include <string>

namespace zscope::ui::gl {

/// A linked program of two built-in shader files ("points" → points.vert, points.frag). Move-only.
class Program {
 public:
  Program() = default;
  /// Throws Error with the driver's words when the shaders do not compile or link.
  explicit Program(const std::string& name);
  Program(Program&& other) noexcept;
  Program& operator=(Program&& other) noexcept;
  ~Program();

  void use() const { glUseProgram(program_); }
  GLint uniform(const char* name) const { return glGetUniformLocation(program_, name); }

 private:
  GLuint program_ = 0;
};

}  // namespace zscope::ui::gl
