#pragma once

#include <functional>
#include <string>

struct ImGuiContext;

namespace zscope::app {

/// A window without a screen: ImGui lays out and reacts, nothing is drawn. Mouse and keyboard are moved by the test.
/// What is put in is seen by the next frame. One at a time; the thread that makes it is its UI thread.
class NullWindow {
 public:
  explicit NullWindow(float width = 1280, float height = 800, float scale = 1);
  ~NullWindow();
  NullWindow(const NullWindow&) = delete;
  NullWindow& operator=(const NullWindow&) = delete;

  /// Lays out one frame; a sixtieth of a second passes.
  void frame(const std::function<void()>& draw);
  void resize(float width, float height);

  void move(float x, float y);
  void press(int button = 0);
  void release(int button = 0);
  void wheel(float delta, float sideways = 0);
  /// A key of ui/keys.h or an upper-case letter.
  void key_down(int key);
  void key_up(int key);
  void control(bool down);
  void shift(bool down);
  /// What typing those characters puts into the queue; control characters are keys.
  void type(const std::string& text);

 private:
  ImGuiContext* context_;
};

}  // namespace zscope::app
