#include "ui/gl/shader.h"

#include "base/error.h"
#include "ui/embedded.h"

#include <utility>

namespace zscope::ui::gl {
namespace {

/// A compiled stage that is deleted with its scope; the program keeps what it linked.
class Stage {
 public:
  Stage(GLenum kind, const std::string& file) : shader_(glCreateShader(kind)) {
    const auto text = embedded(file);
    const char* start = text.data();
    const auto length = static_cast<GLint>(text.size());
    glShaderSource(shader_, 1, &start, &length);
    glCompileShader(shader_);
    GLint compiled = 0;
    glGetShaderiv(shader_, GL_COMPILE_STATUS, &compiled);
    if (compiled == 0) {
      std::string log(1024, '\0');
      GLsizei written = 0;
      glGetShaderInfoLog(shader_, static_cast<GLsizei>(log.size()), &written, log.data());
      log.resize(static_cast<std::size_t>(written));
      glDeleteShader(shader_);
      fail("The shader {} does not compile on this graphics driver: {}", file, log);
    }
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() { glDeleteShader(shader_); }
  GLuint name() const { return shader_; }

 private:
  GLuint shader_;
};

}  // namespace

Program::Program(const std::string& name) {
  const Stage vertex(GL_VERTEX_SHADER, name + ".vert");
  const Stage fragment(GL_FRAGMENT_SHADER, name + ".frag");
  program_ = glCreateProgram();
  glAttachShader(program_, vertex.name());
  glAttachShader(program_, fragment.name());
  glLinkProgram(program_);
  glDetachShader(program_, vertex.name());
  glDetachShader(program_, fragment.name());
  GLint linked = 0;
  glGetProgramiv(program_, GL_LINK_STATUS, &linked);
  if (linked == 0) {
    glDeleteProgram(std::exchange(program_, 0));
    fail("The shaders {}.vert and {}.frag do not link on this graphics driver.", name, name);
  }
}

Program::Program(Program&& other) noexcept : program_(std::exchange(other.program_, 0)) {}

Program& Program::operator=(Program&& other) noexcept {
  std::swap(program_, other.program_);
  return *this;
}

Program::~Program() {
  if (program_ != 0) glDeleteProgram(program_);
}

}  // namespace zscope::ui::gl
