#pragma once

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include "ui/gl/gl_graphics.h"

#include <iostream>
#include <memory>

namespace zscope {

/// An OpenGL 3.3 context behind a hidden window, or none: then it has said why the test is skipped.
class GlContext {
 public:
  GlContext() {
    if (glfwInit() == GLFW_FALSE) {
      std::cout << "SKIPPED: there is no display (set DISPLAY, or install xvfb)\n";
      return;
    }
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    window_ = glfwCreateWindow(64, 64, "", nullptr, nullptr);
    if (window_ == nullptr) {
      std::cout << "SKIPPED: the display has no OpenGL 3.3\n";
      return;
    }
    glfwMakeContextCurrent(window_);
    ui::gl::load_functions();
    graphics_ = ui::gl::make_graphics();
  }
  ~GlContext() {
    graphics_.reset();
    glfwTerminate();
  }
  GlContext(const GlContext&) = delete;
  GlContext& operator=(const GlContext&) = delete;

  explicit operator bool() const { return graphics_ != nullptr; }
  ui::Graphics& graphics() { return *graphics_; }

 private:
  GLFWwindow* window_ = nullptr;
  std::unique_ptr<ui::Graphics> graphics_;
};

}  // namespace zscope
