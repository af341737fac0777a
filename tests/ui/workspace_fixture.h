#pragma once

#include "app/null_window.h"
#include "core/session_fixture.h"
#include "ui/embedded.h"
#include "ui/null_graphics.h"
#include "ui/workspace.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <functional>
#include <memory>
#include <string>

namespace zscope {

/// The whole workspace in a window without a screen, over a session with the fake backend: a test clicks what the
/// ui-map shows, as a person clicks what the screen shows.
class WorkspaceFixture {
 public:
  explicit WorkspaceFixture(float width = 1280, float height = 800,
                            FakeOptions options = {std::chrono::microseconds(200), {}, -1})
      : window(width, height), toy(folder.path / "runs", options), words(ui::embedded("en.json")) {
    open_workspace();
  }

  void open_workspace() {
    workspace.reset();
    workspace = std::make_unique<ui::Workspace>(
        *toy.session, graphics, words,
        ui::WorkspaceOptions{.preferences = folder.path / "window.json", .pictures = folder.path / "pictures"});
  }

  /// Opens the toy model and draws until it can be trained.
  void ready(const Settings& settings = {}, const std::string& model = "linear-vae") {
    RunRequest request = toy.request(settings);
    request.model = model;
    toy.session->open(request);
    REQUIRE(until([&] { return state() == RunState::ready; }));
  }

  RunState state() const { return toy.session->status()->state; }

  void frame(int count = 1) {
    for (int i = 0; i < count; ++i) window.frame([&] { workspace->draw(); });
  }
  bool until(const std::function<bool()>& holds) {
    return eventually([&] {
      frame();
      return holds();
    });
  }

  const ui::UiMap::Control* find(const std::string& id) { return workspace->map().find(id); }
  ui::UiMap::Control control(const std::string& id) {
    const auto* found = find(id);
    REQUIRE_MESSAGE(found != nullptr, id);
    return *found;
  }
  std::string value(const std::string& id) { return control(id).value; }

  ImVec2 at(const std::string& id, float across = 0.5f, float down = 0.5f) {
    const auto found = control(id);
    return {found.x + found.width * across, found.y + found.height * down};
  }
  void move(ImVec2 pixel) {
    window.move(pixel.x, pixel.y);
    frame(2);
  }
  void click(const std::string& id, int button = 0) { click(at(id), button); }
  void click(ImVec2 pixel, int button = 0) {
    move(pixel);
    window.press(button);
    frame(2);
    window.release(button);
    frame(3);
  }
  void double_click(ImVec2 pixel) {
    move(pixel);
    for (int i = 0; i < 2; ++i) {
      window.press();
      frame();
      window.release();
      frame();
    }
    frame();
  }
  void drag(ImVec2 from, ImVec2 to, int button = 0) {
    move(from);
    window.press(button);
    frame(2);
    for (int i = 1; i <= 4; ++i) {
      const float part = static_cast<float>(i) / 4;
      window.move(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
      frame();
    }
    window.release(button);
    frame(3);
  }
  void press(int key, bool control_key = false) {
    window.control(control_key);
    window.key_down(key);
    frame(2);
    window.key_up(key);
    window.control(false);
    frame(2);
  }
  void type(const std::string& text) {
    window.type(text);
    frame(2);
  }

  ScratchFolder folder;
  app::NullWindow window;
  ToySession toy;
  ui::NullGraphics graphics;
  ui::Words words;
  std::unique_ptr<ui::Workspace> workspace;
};

}  // namespace zscope
