#include "app/window.h"

#include "base/error.h"
#include "ui/fonts.h"
#include "ui/gl/gl_graphics.h"
#include "ui/gl/retained_frame.h"
#include "ui/keys.h"
#include "ui/preferences.h"
#include "ui/theme.h"
#include "ui/workspace.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace zscope::app {
namespace {

static_assert(ui::key::escape == GLFW_KEY_ESCAPE && ui::key::right == GLFW_KEY_RIGHT && ui::key::up == GLFW_KEY_UP);
static_assert(ui::key::page_up == GLFW_KEY_PAGE_UP && ui::key::end == GLFW_KEY_END && ui::key::f1 == GLFW_KEY_F1);
static_assert(ui::key::f11 == GLFW_KEY_F11 && ui::key::pad_0 == GLFW_KEY_KP_0 && ui::key::pad_plus == GLFW_KEY_KP_ADD);
static_assert(ui::key::pad_minus == GLFW_KEY_KP_SUBTRACT && ui::key::space == GLFW_KEY_SPACE);
static_assert(ui::key::pad_enter == GLFW_KEY_KP_ENTER && ui::key::erase == GLFW_KEY_DELETE);

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience(8);

std::string glfw_reason() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text == nullptr ? "no reason given" : text;
}

/// A letter key by what it writes on this keyboard, so that Ctrl+Z is where the keyboard has its Z.
int letter_of(int key, int scancode) {
  if (key < GLFW_KEY_A || key > GLFW_KEY_Z) return key;
  const char* name = glfwGetKeyName(key, scancode);
  if (name == nullptr || name[1] != '\0') return key;
  if (name[0] >= 'a' && name[0] <= 'z') return name[0] - 'a' + 'A';
  return name[0] >= 'A' && name[0] <= 'Z' ? name[0] : key;
}

}  // namespace

/// GLFW's calls, passed on to ImGui once the window knows of them.
struct Window::Callbacks {
  static Window& self(GLFWwindow* window) { return *static_cast<Window*>(glfwGetWindowUserPointer(window)); }

  static void install(GLFWwindow* window) {
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int focused) {
      self(w).input();
      ImGui_ImplGlfw_WindowFocusCallback(w, focused);
    });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int entered) {
      self(w).input();
      ImGui_ImplGlfw_CursorEnterCallback(w, entered);
    });
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { self(w).input(); });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int mods) {
      self(w).input();
      ImGui_ImplGlfw_MouseButtonCallback(w, button, action, mods);
    });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double x, double y) {
      self(w).input();
      ImGui_ImplGlfw_ScrollCallback(w, x, y);
    });
    glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
      self(w).input();
      ImGui_ImplGlfw_KeyCallback(w, letter_of(key, scancode), scancode, action, mods);
    });
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned character) {
      self(w).input();
      ImGui_ImplGlfw_CharCallback(w, character);
    });
    glfwSetWindowSizeCallback(window, [](GLFWwindow* w, int, int) { self(w).resized(); });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { self(w).resized(); });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) {
      self(w).uncovered_ = true;
      self(w).input();
    });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { self(w).resized(); });
    glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
      self(w).input();
      for (int i = 0; i < count; ++i) self(w).dropped_.emplace_back(paths[i]);
    });
  }
};

Window::Window(const WindowOptions& options) : remember_size_(options.remember_size) {
  if (glfwInit() == GLFW_FALSE) {
    fail(
        "There is no display to open a window on ({}): start zscope on a desktop, or under `xvfb-run`; "
        "`zscope train` and the other commands need none.",
        glfw_reason());
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, options.scale_with_display ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_VISIBLE, options.visible ? GLFW_TRUE : GLFW_FALSE);
  window_ = glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
  if (window_ == nullptr) {
    const std::string reason = glfw_reason();
    glfwTerminate();
    fail("This display has no OpenGL 3.3 ({}): update the graphics driver or install Mesa's (libgl1-mesa-dri).",
         reason);
  }
  glfwMakeContextCurrent(window_);
  ui::gl::load_functions();
  const auto renderer = ui::gl::renderer();
  renderer_ = renderer.name;
  software_ = renderer.software;
  // Software OpenGL draws on the processor that trains: waiting for a screen that is not there only adds delay.
  glfwSwapInterval(software_ ? 0 : 1);
  graphics_ = ui::gl::make_graphics(software_ ? ui::gl::kSoftwarePoints : ui::gl::kAllPoints);
  if (software_) {
    copy_ = ScreenCopy::find();
    retained_ = std::make_unique<ui::gl::RetainedFrame>(static_cast<bool>(copy_));
  }
  loop_ = std::make_unique<FrameLoop>(software_);

  imgui_ = ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;  // the workspace remembers what there is to remember
  ImGui::GetIO().LogFilename = nullptr;
  glfwSetWindowUserPointer(window_, this);
  ImGui_ImplGlfw_InitForOpenGL(window_, false);
  Callbacks::install(window_);
  ImGui_ImplOpenGL3_Init("#version 330 core");
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext(imgui_);
  retained_.reset();
  graphics_.reset();
  glfwDestroyWindow(window_);
  glfwTerminate();
}

void Window::wake() {
  if (!woken_.exchange(true)) glfwPostEmptyEvent();
}

void Window::input() {
  input_ = true;
  loop_->input(Clock::now());
}

void Window::resized() {
  measured_ = false;
  input();
}

void Window::show() { glfwShowWindow(window_); }

void Window::close() {
  glfwSetWindowShouldClose(window_, GLFW_TRUE);
  glfwPostEmptyEvent();
}

void Window::guide(const Hand& hand) {
  {
    const std::lock_guard lock(hand_mutex_);
    hand_ = hand;
    if (!hand_moved_) hand_moved_ = Clock::now();
  }
  glfwPostEmptyEvent();
}

void Window::notice_hand(ui::Workspace& workspace) {
  const std::lock_guard lock(hand_mutex_);
  const auto moved = std::exchange(hand_moved_, std::nullopt);
  if (!moved) return;
  loop_->input(Clock::now());
  workspace.clock().event(*moved);
}

void Window::wait(ui::Workspace& workspace, double longest) {
  const double due = std::min(loop_->due(Clock::now()), longest);
  const auto before = Clock::now();
  // GLFW takes a timeout of zero for a mistake.
  due > 0 ? glfwWaitEventsTimeout(std::max(due, 0.001)) : glfwPollEvents();
  const auto now = Clock::now();
  // Until a frame takes the news in, more of them need not interrupt anybody; but a person's picture may be among them.
  const bool owed = workspace.clock().owed();
  if (owed ? woken_.exchange(false) : woken_.load()) loop_->news(now, owed);
  // Events carry no time. One that ended a wait came just now; one that was there already came at the earliest when
  // GLFW was asked before, and is counted from then: what waits behind a slow frame waits for the person too.
  const bool waited = now - before > std::chrono::milliseconds(1);
  if (std::exchange(input_, false)) workspace.clock().event(waited ? now : polled_);
  polled_ = now;
  notice_hand(workspace);
}

bool Window::step(ui::Workspace& workspace, double longest) {
  wait(workspace, longest);
  // Each would replace the one before: of several the first counts.
  if (const auto dropped = std::exchange(dropped_, {}); !dropped.empty()) workspace.open_path(dropped.front());
  if (loop_->due(Clock::now()) <= 0) {
    draw(workspace);
  } else {
    publish_ui_map(workspace, true);
  }
  return glfwWindowShouldClose(window_) == GLFW_FALSE;
}

/// Under X11 each of these waits for the server, which has to wait for a core of those that train.
void Window::measure() {
  if (std::exchange(measured_, true)) return;
  float ignored = 1;
  glfwGetWindowContentScale(window_, &size_.content, &ignored);
  glfwGetWindowSize(window_, &size_.width, &size_.height);
  glfwGetFramebufferSize(window_, &size_.pixels, &size_.pixel_rows);
}

/// Where the window is measured in points (Wayland), the framebuffer already holds the display's scale.
float Window::density() const {
  return size_.width > 0 && size_.pixels > 0 ? static_cast<float>(size_.pixels) / static_cast<float>(size_.width) : 1;
}

float Window::display_scale() const { return std::max(0.5f, size_.content / density()); }

void Window::style(const ui::Theme& theme, float scale) {
  const float font = ui::kTextSize * scale * density();
  if (font != font_pixels_) {
    font_pixels_ = font;
    ui::build_fonts(*ImGui::GetIO().Fonts, font);
    ImGui::GetIO().FontGlobalScale = 1 / density();
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    damage_.forget();
  }
  if (scale != styled_scale_ || theme.dark != styled_dark_) {
    styled_scale_ = scale;
    styled_dark_ = theme.dark;
    ui::apply(theme, scale);
  }
}

void Window::begin_layout() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  const std::lock_guard lock(hand_mutex_);
  if (!hand_) return;
  ImGui::GetIO().MousePos = {hand_->x, hand_->y};
  ImGui::GetIO().MouseDown[0] = hand_->down;
}

void Window::show_sentence(const std::string& sentence, const ui::Preferences& preferences) {
  const ui::Theme& theme = preferences.dark ? ui::dark_theme() : ui::light_theme();
  measure();
  style(theme, display_scale() * preferences.scale);
  begin_layout();
  ImGui::NewFrame();
  const ImVec2 room = ImGui::GetIO().DisplaySize, size = ImGui::CalcTextSize(sentence.c_str());
  ImGui::GetForegroundDrawList()->AddText({std::floor((room.x - size.x) / 2), std::floor((room.y - size.y) / 2)},
                                          theme.quiet, sentence.c_str());
  ImGui::Render();
  show(paint(size_.pixels, size_.pixel_rows, theme.ground), size_.pixels, size_.pixel_rows);
}

void Window::lay_out(ui::Workspace& workspace) {
  ImGui::NewFrame();
  workspace.draw();
  ImGui::Render();
}

/// A slider that moved asks for its picture while the frame is laid out, which is quick; filling the pixels is slow
/// with software OpenGL. So a moment's patience saves a whole frame: most answers come before it ends and are in this
/// frame rather than in the next.
void Window::await_answer(ui::Workspace& workspace) {
  const auto end = Clock::now() + kPatience;
  bool news = false;
  while (workspace.clock().waiting()) {
    const double left = std::chrono::duration<double>(end - Clock::now()).count();
    if (left <= 0) break;
    if (!woken_) glfwWaitEventsTimeout(left);
    if (!woken_.exchange(false)) continue;
    news = true;
    if (workspace.show_late()) continue;
    // The same moment again: what the pointer and the window did is known.
    ImGui::GetIO().DeltaTime = 1e-4f;
    lay_out(workspace);
    news = false;
  }
  if (news) woken_ = true;  // whatever else it was is for the next frame
}

/// Software OpenGL draws on the processor that trains, and filling pixels is what it spends its time on: there only the
/// parts that look different are drawn. Returns these.
std::vector<ui::PixelRect> Window::paint(int width, int height, std::uint32_t ground) {
  ImDrawData& data = *ImGui::GetDrawData();
  if (!retained_) {
    ui::gl::clear(width, height, ground);
    ImGui_ImplOpenGL3_RenderDrawData(&data);
    return {{0, 0, width, height}};
  }
  const bool other_ground = std::exchange(ground_, ground) != ground;
  if (retained_->begin(width, height) || other_ground) damage_.forget();
  auto parts = damage_.compare(data, [&](ui::TextureId texture) { return graphics_->contents(texture); });
  if (!parts.empty()) {
    retained_->clear(parts, ground);
    ui::restrict_to(data, parts);
    ImGui_ImplOpenGL3_RenderDrawData(&data);
  }
  retained_->finish();
  return parts;
}

void Window::show(const std::vector<ui::PixelRect>& parts, int width, int height) {
  if (!copy_) {
    glfwSwapBuffers(window_);
    return;
  }
  if (std::exchange(uncovered_, false)) {
    copy_.show({0, 0, width, height}, height);
    return;
  }
  for (const ui::PixelRect& part : parts) copy_.show(part, height);
}

void Window::draw(ui::Workspace& workspace, Image* capture) {
  const auto now = Clock::now();
  workspace.clock().begin_frame(now, loop_->at_leisure(now));
  woken_ = false;
  measure();
  workspace.set_display_scale(display_scale());
  style(workspace.theme(), workspace.scale());
  begin_layout();
  lay_out(workspace);
  await_answer(workspace);
  const int width = size_.pixels, height = size_.pixel_rows;
  const auto parts = paint(width, height, workspace.theme().ground);
  // The pixels are read before they are swapped away.
  if (capture != nullptr) *capture = pixels();
  if (std::exchange(workspace.chrome().screenshot, false)) workspace.save_screenshot(pixels());
  show(parts, width, height);
  workspace.clock().swapped(Clock::now());
  after_frame(workspace);
}

void Window::after_frame(ui::Workspace& workspace) {
  loop_->drawn(Clock::now(), workspace.clock().newest_frame_milliseconds(), workspace.clock().next_redraw());
  ui::Preferences& preferences = workspace.chrome().preferences;
  if (remember_size_) {
    preferences.width = size_.width;
    preferences.height = size_.height;
  }
  publish_ui_map(workspace, false);
  if (drawn_) return;
  drawn_ = true;
  if (on_first_frame) on_first_frame();
}

Image Window::capture(ui::Workspace& workspace) {
  Image image;
  draw(workspace, &image);
  return image;
}

Image Window::pixels() const { return ui::gl::read_framebuffer(size_.pixels, size_.pixel_rows); }

void Window::publish_ui_map(ui::Workspace& workspace, bool idle) {
  if (ui_map_.empty() || !drawn_) return;
  const auto now = Clock::now();
  // While frames follow each other at most twenty times a second; the last one always, once it is quiet.
  if (!idle && now - ui_map_written_ < std::chrono::milliseconds(50)) return;
  ui_map_written_ = now;
  try {
    workspace.map().write(ui_map_);
  } catch (const Error& error) {
    workspace.view().say(error.what(), true);
    ui_map_.clear();
  }
}

}  // namespace zscope::app
