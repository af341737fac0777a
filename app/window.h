#pragma once

#include "app/frame_loop.h"
#include "app/screen_copy.h"
#include "base/image.h"
#include "ui/frame_clock.h"
#include "ui/frame_damage.h"
#include "ui/graphics.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

struct GLFWwindow;
struct ImGuiContext;

namespace zscope::ui {
struct Preferences;
struct Theme;
class Workspace;
}  // namespace zscope::ui
namespace zscope::ui::gl {
class RetainedFrame;
}

namespace zscope::app {

struct WindowOptions {
  std::string title = "zscope";
  int width = 1280, height = 800;
  bool scale_with_display = false;  ///< as many times as large as the display magnifies
  bool visible = true;
  bool remember_size = true;  ///< as the one to open with the next time
};

/// The real window: GLFW, OpenGL 3.3 core, ImGui's backends. Made before the session (whose wake() it answers to) and
/// dies after it. All members but wake(): the main thread.
///
///   Window window({});
///   Session session(backend, {.wake = [&] { window.wake(); }});
///   ui::Workspace workspace(session, window.graphics(), words, {...});
///   while (window.step(workspace)) {
///   }
class Window {
 public:
  /// Throws Error when there is no display, or no OpenGL 3.3.
  explicit Window(const WindowOptions& options);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Something new can be drawn. Any thread, at any rate; cheap when it was said already.
  void wake();

  /// Waits for what comes next, at most `longest` seconds, and draws a frame when one is due. False once closed.
  bool step(ui::Workspace& workspace, double longest = 1);
  void show();  ///< one that was made invisible
  /// The mouse, when the program itself moves it (`zscope bench window`).
  struct Hand {
    float x = 0, y = 0;  ///< of the window, as ui::UiMap has them
    bool down = false;   ///< the left button
  };
  /// From now on this is where the mouse is, whatever the person's does. Any thread.
  void guide(const Hand& hand);
  /// Shows a sentence in an otherwise empty window, until the first step().
  void show_sentence(const std::string& sentence, const ui::Preferences& preferences);
  void close();

  ui::Graphics& graphics() { return *graphics_; }
  /// Kept up to date while the window runs, at most twenty times a second: see ui::UiMap::write().
  void write_ui_map(std::filesystem::path file) { ui_map_ = std::move(file); }
  /// Draws a frame now and returns what it shows.
  Image capture(ui::Workspace& workspace);
  /// Called once after the first frame stands on the screen: the place for whatever takes time.
  std::function<void()> on_first_frame;
  const std::string& renderer() const { return renderer_; }
  bool software() const { return software_; }
  /// Nobody has used it for so long that it leaves nearly all of the processor to training.
  bool at_leisure() const { return loop_->at_leisure(std::chrono::steady_clock::now()); }

 private:
  struct Callbacks;
  void wait(ui::Workspace& workspace, double longest);
  void notice_hand(ui::Workspace& workspace);
  void draw(ui::Workspace& workspace, Image* capture = nullptr);
  void begin_layout();
  void lay_out(ui::Workspace& workspace);
  void await_answer(ui::Workspace& workspace);
  std::vector<ui::PixelRect> paint(int width, int height, std::uint32_t ground);
  void show(const std::vector<ui::PixelRect>& parts, int width, int height);
  void measure();
  float density() const;
  float display_scale() const;
  void style(const ui::Theme& theme, float scale);
  void after_frame(ui::Workspace& workspace);
  Image pixels() const;
  void publish_ui_map(ui::Workspace& workspace, bool idle);
  void input();
  void resized();

  GLFWwindow* window_ = nullptr;
  ImGuiContext* imgui_ = nullptr;
  std::unique_ptr<ui::Graphics> graphics_;
  std::unique_ptr<ui::gl::RetainedFrame> retained_;  ///< with software OpenGL
  ScreenCopy copy_;                                  ///< with software OpenGL, where there is such a thing
  bool uncovered_ = true;                            ///< the screen may have lost what it showed
  ui::FrameDamage damage_;
  std::uint32_t ground_ = 0;  ///< of the frame before
  std::string renderer_;
  bool software_ = false;
  bool remember_size_;
  std::unique_ptr<FrameLoop> loop_;
  std::atomic<bool> woken_ = false;
  bool input_ = false;
  FrameLoop::Time polled_{};  ///< when GLFW was last asked for events
  std::mutex hand_mutex_;
  std::optional<Hand> hand_;
  std::optional<FrameLoop::Time> hand_moved_;  ///< first, since wait() has looked
  bool drawn_ = false;
  struct Size {
    int width = 1, height = 1, pixels = 1, pixel_rows = 1;  ///< of the window, and of what is drawn into it
    float content = 1;                                      ///< how many times the display magnifies
  } size_;
  bool measured_ = false;  ///< since it was last changed
  float font_pixels_ = 0, styled_scale_ = 0;
  bool styled_dark_ = true;
  std::filesystem::path ui_map_;
  FrameLoop::Time ui_map_written_{};
  std::vector<std::filesystem::path> dropped_;
};

}  // namespace zscope::app
