#include "app/window.h"

#include "core/session_fixture.h"
#include "gl_context.h"
#include "ui/embedded.h"
#include "ui/workspace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>

namespace zscope {
namespace {

/// The real window over the toy session, or none where there is no display.
struct RealWindow {
  RealWindow() {
    if (!GlContext()) return;
    window = std::make_unique<app::Window>(app::WindowOptions{.width = 900, .height = 600});
    session = std::make_unique<Session>(make_fake_backend(), options());
    workspace = std::make_unique<ui::Workspace>(*session, window->graphics(), words,
                                                ui::WorkspaceOptions{{}, folder.path / "pictures", {}});
  }
  ~RealWindow() {
    workspace.reset();
    session.reset();
  }
  SessionOptions options() {
    SessionOptions options = ToySession::toy_options(folder.path / "runs");
    options.wake = [this] { window->wake(); };
    return options;
  }
  bool steps_until(const std::function<bool()>& holds) {
    return eventually([&] {
      window->step(*workspace, 0.02);
      return holds();
    });
  }
  /// Steps until waiting brings no more frames.
  bool becomes_idle() {
    int quiet = 0;
    return eventually([&] {
      const auto before = workspace->clock().frame_count();
      window->step(*workspace, 0.2);
      quiet = workspace->clock().frame_count() == before ? quiet + 1 : 0;
      return quiet == 5;
    });
  }

  ScratchFolder folder;
  ui::Words words{ui::embedded("en.json")};
  std::unique_ptr<app::Window> window;
  std::unique_ptr<Session> session;
  std::unique_ptr<ui::Workspace> workspace;
};

TEST_CASE("the real window draws the workspace, rests when nothing happens and wakes for news") {
  RealWindow screen;
  if (!screen.window) return;
  bool first = false;
  screen.window->on_first_frame = [&] { first = true; };
  REQUIRE(screen.becomes_idle());
  CHECK(first);
  const auto frames = screen.workspace->clock().frame_count();
  screen.window->wake();
  CHECK(screen.steps_until([&] { return screen.workspace->clock().frame_count() > frames; }));

  const Image image = screen.window->capture(*screen.workspace);
  CHECK(image.width == 900);
  CHECK(image.height == 600);
  std::set<std::uint32_t> colours;
  for (std::size_t i = 0; i < image.rgba.size(); i += 4) {
    colours.insert(static_cast<std::uint32_t>(image.rgba[i] | image.rgba[i + 1] << 8 | image.rgba[i + 2] << 16) |
                   0xff000000u);
  }
  CHECK(colours.contains(ui::dark_theme().ground));
  CHECK(colours.contains(ui::dark_theme().panel));
  CHECK(colours.size() > 20);  // text has soft edges
}

TEST_CASE("a window drawn in parts, as it changes, looks like one drawn as a whole") {
  RealWindow screen;
  if (!screen.window) return;
  REQUIRE(screen.becomes_idle());
  ui::ViewState& view = screen.workspace->view();
  for (int i = 0; i < 12; ++i) {
    screen.window->wake();
    view.set_z(std::vector<float>(view.z().size(), -2.f + 0.4f * static_cast<float>(i)));
    screen.window->capture(*screen.workspace);
    screen.window->step(*screen.workspace, 0.02);
  }
  REQUIRE(screen.becomes_idle());
  const Image parts = screen.window->capture(*screen.workspace);
  // Another ground and back: everything is drawn.
  for (const bool dark : {false, true}) {
    screen.workspace->chrome().preferences.dark = dark;
    screen.window->capture(*screen.workspace);
    screen.window->capture(*screen.workspace);
  }
  const Image whole = screen.window->capture(*screen.workspace);
  CHECK(parts.rgba == whole.rgba);
}

TEST_CASE("a hand that the program itself moves drags a slider") {
  RealWindow screen;
  if (!screen.window) return;
  screen.session->open(ToySession().request());
  REQUIRE(screen.steps_until([&] { return screen.workspace->map().find("latent.z.0") != nullptr; }));
  REQUIRE(screen.becomes_idle());  // what comes late moves the sliders
  const ui::UiMap::Control* slider = screen.workspace->map().find("latent.z.0");
  REQUIRE(slider != nullptr);
  const float left = slider->x, width = slider->width, y = slider->y + slider->height / 2;
  const float before = screen.workspace->view().z()[0];
  screen.workspace->clock().reset();
  screen.window->guide({left + 0.5f * width, y, false});
  screen.window->step(*screen.workspace, 0.02);
  screen.window->guide({left + 0.5f * width, y, true});
  screen.window->step(*screen.workspace, 0.02);
  for (int i = 1; i <= 8; ++i) {
    screen.window->guide({left + (0.5f + 0.05f * static_cast<float>(i)) * width, y, true});
    screen.window->step(*screen.workspace, 0.02);
  }
  CHECK(screen.steps_until([&] { return screen.workspace->view().z()[0] > before + 0.5f; }));
  CHECK(screen.steps_until([&] { return screen.workspace->clock().answers().count > 0; }));
}

TEST_CASE("the ui-map's file tells of the last frame, and P saves a picture of the window") {
  RealWindow screen;
  if (!screen.window) return;
  const auto file = screen.folder.path / "map.json";
  screen.window->write_ui_map(file);
  REQUIRE(screen.steps_until([&] { return std::filesystem::exists(file); }));
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  CHECK(text.find("\"bar.train\"") != std::string::npos);

  screen.workspace->chrome().screenshot = true;
  screen.window->wake();
  CHECK(screen.steps_until([&] { return std::filesystem::exists(screen.folder.path / "pictures" / "zscope-1.png"); }));
}

TEST_CASE("the text is drawn anew, sharp, when everything is made larger") {
  RealWindow screen;
  if (!screen.window) return;
  REQUIRE(screen.steps_until([&] { return screen.workspace->clock().frame_count() > 0; }));
  screen.workspace->chrome().preferences.scale = 2;
  screen.window->capture(*screen.workspace);
  screen.window->capture(*screen.workspace);
  const auto* train = screen.workspace->map().find("bar.train");
  REQUIRE(train != nullptr);
  CHECK(train->height > 40);
}

}  // namespace
}  // namespace zscope
