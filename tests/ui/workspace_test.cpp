#include "ui/workspace.h"

#include "base/picture_file.h"
#include "ui/keys.h"
#include "ui/shortcuts.h"
#include "workspace_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

namespace zscope {
namespace {

const char* const kPanels[] = {"latent", "map", "reconstructions", "samples", "losses", "interpolation", "gallery"};

std::string title(const std::string& panel) { return "workspace.title." + panel; }

/// A picture whose code is not the origin.
Image colourful() {
  Image picture(40, 24);
  for (std::size_t i = 0; i < picture.rgba.size(); ++i)
    picture.rgba[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 255 : i);
  return picture;
}

TEST_CASE("all panels stand in a window of 1280×800, side by side and inside it") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  for (const char* panel : kPanels) CHECK(screen.find(title(panel)) != nullptr);
  const auto& panels = screen.workspace->layout().panels();
  CHECK(panels.size() == 7);
  for (const auto& [name, a] : panels) {
    CHECK(a.x >= 0);
    CHECK(a.x + a.width <= 1280);
    CHECK(a.y + a.height <= 800);
    for (const auto& [other, b] : panels) {
      const bool apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      CHECK((name == other || apart));
    }
  }
}

TEST_CASE("a border follows the mouse, and a double click puts it back") {
  WorkspaceFixture screen;
  screen.frame(2);
  const float before = screen.workspace->layout().panels().at("latent").width;
  const ImVec2 border = screen.at("workspace.border.top");
  screen.drag(border, {border.x + 60, border.y});
  CHECK(screen.workspace->layout().panels().at("latent").width == doctest::Approx(before + 60).epsilon(0.01));
  screen.double_click(screen.at("workspace.border.top"));
  CHECK(screen.workspace->layout().panels().at("latent").width == doctest::Approx(before).epsilon(0.01));
}

TEST_CASE("a border stops where a panel would get too small") {
  WorkspaceFixture screen;
  screen.frame(2);
  const ImVec2 border = screen.at("workspace.border.top");
  screen.drag(border, {1270, border.y});
  CHECK(screen.workspace->layout().panels().at("map").width >= 179);
  screen.drag(screen.at("workspace.border.top"), {2, border.y});
  CHECK(screen.workspace->layout().panels().at("latent").width >= 179);
}

TEST_CASE("the window remembers borders, theme and scale") {
  WorkspaceFixture screen;
  screen.frame(2);
  const ImVec2 border = screen.at("workspace.border.all");
  screen.drag(border, {border.x, border.y - 80});
  const float height = screen.workspace->layout().panels().at("map").height;
  screen.workspace->chrome().preferences.dark = false;
  screen.press('=', true);
  screen.press('-', true);
  screen.press('-', true);
  CHECK(screen.workspace->scale() == doctest::Approx(0.9));
  screen.press('0', true);
  screen.open_workspace();
  screen.frame(2);
  CHECK_FALSE(screen.workspace->theme().dark);
  CHECK(screen.workspace->scale() == doctest::Approx(1));
  CHECK(screen.workspace->layout().panels().at("map").height == doctest::Approx(height).epsilon(0.01));
}

TEST_CASE("preferences that are broken are as good as none") {
  ScratchFolder folder;
  const auto file = folder.path / "window.json";
  for (const char* text : {"", "{", "[1]", R"({"scale": "large"})", R"({"borders": {"top": "x"}})"}) {
    std::ofstream(file) << text;
    CHECK(ui::load_preferences(file) == ui::Preferences{});
  }
}

TEST_CASE("a double click on its title lets a panel fill the window, Esc brings the others back") {
  WorkspaceFixture screen;
  screen.ready();
  screen.double_click(screen.at(title("map")));
  CHECK(screen.find(title("map")) != nullptr);
  CHECK(screen.find(title("latent")) == nullptr);
  CHECK(screen.control(title("map")).width > 1200);
  screen.press(ui::key::escape);
  CHECK(screen.find(title("latent")) != nullptr);

  screen.move(screen.at(title("losses")));
  screen.press(ui::key::f11);
  CHECK(screen.find(title("losses")) != nullptr);
  CHECK(screen.find(title("latent")) == nullptr);
  screen.press(ui::key::f11);
  CHECK(screen.find(title("latent")) != nullptr);
}

TEST_CASE("panels that share a place are its tabs: those that serve the model, the one that was clicked in front") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  for (const char* tab : {"contest", "classes", "codebook"}) CHECK(screen.find(title(tab)) == nullptr);
  screen.ready({}, "linear-parts");
  screen.frame(3);
  CHECK(screen.value(title("classes")) == "on");
  CHECK(screen.value(title("codebook")) == "off");
  CHECK(screen.value(title("samples")) == "off");
  CHECK(screen.value(title("reconstructions")) == "on");
  CHECK(screen.value(title("contest")) == "off");
  screen.click(title("contest"));
  CHECK(screen.value(title("contest")) == "on");
  CHECK(screen.find("reconstructions.in.0") == nullptr);
  CHECK(screen.until([&] { return screen.find("contest.histogram") != nullptr; }));
  // Full of one tab, the others are a click away.
  screen.double_click(screen.at(title("contest")));
  CHECK(screen.find(title("map")) == nullptr);
  screen.click(title("reconstructions"));
  CHECK(screen.until([&] { return screen.find("reconstructions.in.0") != nullptr; }));
  CHECK(screen.find(title("map")) == nullptr);
  screen.press(ui::key::escape);
  CHECK(screen.find(title("map")) != nullptr);
  // What cannot serve the next model is gone, and another stands in its place.
  screen.click(title("codebook"));
  screen.ready();
  screen.frame(3);
  CHECK(screen.find(title("codebook")) == nullptr);
  CHECK(screen.until([&] { return screen.find("samples.tile.0") != nullptr; }));
}

TEST_CASE("Space trains and pauses, S makes one step, and a question mark lists every key") {
  WorkspaceFixture screen;
  screen.ready();
  screen.press(ui::key::space);
  CHECK(screen.until([&] { return screen.toy.session->status()->step > 3; }));
  screen.press(ui::key::space);
  CHECK(screen.until([&] { return screen.state() == RunState::paused; }));
  const auto step = screen.toy.session->status()->step;
  screen.type("s");
  CHECK(screen.until([&] { return screen.toy.session->status()->step == step + 1; }));

  screen.type("?");
  for (const ui::Shortcut& shortcut : ui::shortcuts()) CHECK(screen.find("help." + shortcut.id) != nullptr);
  screen.press(ui::key::escape);
  CHECK(screen.find("help.train") == nullptr);
}

TEST_CASE("a picture dropped on the window moves z to its encoding, and one that cannot be read ends nothing") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(3);
  const std::vector<float> before = screen.workspace->view().z();
  write_png(screen.folder.path / "drawn.PNG", colourful());
  const auto run = screen.toy.session->run_generation();
  screen.workspace->open_path(screen.folder.path / "drawn.PNG");
  CHECK(screen.until([&] { return screen.workspace->view().z() != before; }));
  std::ofstream(screen.folder.path / "broken.jpg") << "no picture";
  screen.workspace->open_path(screen.folder.path / "broken.jpg");
  screen.frame(2);
  CHECK(screen.workspace->view().notice().find("broken.jpg") != std::string::npos);
  CHECK(screen.toy.session->run_generation() == run);
}

TEST_CASE("a picture dropped while a run is being loaded waits for it") {
  WorkspaceFixture screen;
  write_png(screen.folder.path / "drawn.png", colourful());
  screen.toy.session->open(screen.toy.request());
  const auto run = screen.toy.session->run_generation();
  screen.workspace->open_path(screen.folder.path / "drawn.png");
  REQUIRE(screen.until([&] { return screen.workspace->view().latent_dim() > 0; }));
  const std::vector<float> origin(static_cast<std::size_t>(screen.workspace->view().latent_dim()), 0);
  CHECK(screen.until([&] { return screen.workspace->view().z() != origin; }));
  CHECK(screen.toy.session->run_generation() == run);
}

TEST_CASE("a picture dropped on a run that another one took the place of is forgotten without a word") {
  WorkspaceFixture screen;
  write_png(screen.folder.path / "drawn.png", colourful());
  screen.toy.session->open(screen.toy.request());
  screen.workspace->open_path(screen.folder.path / "drawn.png");
  screen.toy.session->open(screen.toy.request());
  REQUIRE(screen.toy.reaches(RunState::ready));  // before the next frame
  REQUIRE(screen.until([&] { return screen.workspace->view().latent_dim() > 0; }));
  screen.frame(20);
  const std::vector<float> origin(static_cast<std::size_t>(screen.workspace->view().latent_dim()), 0);
  CHECK(screen.workspace->view().z() == origin);
  CHECK(screen.workspace->view().notice().empty());
}

TEST_CASE("after data that could not be loaded another choice opens as ever") {
  WorkspaceFixture screen;
  screen.ready();
  screen.workspace->open_path("broken");
  REQUIRE(screen.until([&] { return screen.state() == RunState::failed; }));
  screen.frame(3);
  CHECK(screen.find("samples.tile.0") == nullptr);
  screen.click("bar.data");
  screen.click("bar.data.toy");
  CHECK(screen.until([&] { return screen.find("samples.tile.0") != nullptr; }));
}

TEST_CASE("pictures and preferences are on the disk when the window is closed") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  screen.type("t");
  CHECK_FALSE(screen.workspace->theme().dark);
  for (int i = 0; i < 5; ++i) screen.workspace->save_screenshot(Image(900, 700));
  screen.workspace.reset();
  CHECK(read_picture(screen.folder.path / "pictures" / "zscope-5.png").width == 900);
  CHECK_FALSE(ui::load_preferences(screen.folder.path / "window.json").dark);
}

TEST_CASE("keys typed into a field are text, not shortcuts") {
  WorkspaceFixture screen;
  screen.ready();
  screen.click("bar.epochs");
  screen.type("s");
  screen.press(ui::key::space);
  CHECK(screen.toy.session->status()->step == 0);
  CHECK(screen.state() == RunState::ready);
}

TEST_CASE("every word that the window shows is in the table, in every state of a run") {
  WorkspaceFixture screen;
  screen.frame(3);
  screen.ready();
  screen.frame(3);
  screen.press(ui::key::space);
  REQUIRE(screen.until([&] { return screen.find("losses.plot") != nullptr; }));
  screen.type("?");
  screen.press(ui::key::escape);
  screen.click("bar.settings");
  screen.press(ui::key::escape);
  screen.click(ImVec2{640, 60});
  screen.click("bar.menu");
  screen.frame(3);
  for (const auto& [key, shown] : screen.words.missing()) FAIL_CHECK("no word for " << key);
}

TEST_CASE("a picture that comes after the panels were laid out still gets into that frame, in the same texture") {
  WorkspaceFixture fixture;
  fixture.ready();
  const ui::ViewState& view = fixture.workspace->view();
  REQUIRE(fixture.until([&] { return view.picture() && view.picture_shown() == view.picture_asked(); }));
  fixture.frame(2);
  const auto shown_in = [&] {
    std::vector<ui::TextureId> textures;
    for (const auto& [texture, image] : fixture.graphics.pictures()) {
      if (image.rgba == view.picture()->atlas.image.rgba) textures.push_back(texture);
    }
    return textures;
  };
  const auto before = shown_in();
  REQUIRE(before.size() == 1);
  const auto old = view.picture();
  fixture.workspace->view().set_z({1, -1});
  REQUIRE(eventually([&] { return fixture.workspace->show_late() && view.picture_shown() == view.picture_asked(); }));
  CHECK(view.picture()->atlas.image.rgba != old->atlas.image.rgba);
  CHECK(shown_in() == before);
}

TEST_CASE("a picture that comes while a tip on the map shows the older one takes another layout") {
  WorkspaceFixture fixture;
  fixture.ready();
  const ui::ViewState& view = fixture.workspace->view();
  REQUIRE(fixture.until([&] { return view.survey() && fixture.find("map.canvas"); }));
  fixture.move(fixture.at("map.canvas", 0.5f, 0.9f));
  fixture.window.press();
  fixture.frame(2);
  const auto drag_to = [&](float across) {
    const ImVec2 to = fixture.at("map.canvas", across, 0.5f);
    fixture.window.move(to.x, to.y);
    fixture.frame();
  };
  drag_to(0.6f);
  REQUIRE(fixture.until([&] { return view.picture() && view.picture_shown() == view.picture_asked(); }));
  drag_to(0.7f);
  CHECK(eventually([&] { return !fixture.workspace->show_late(); }));
  fixture.window.release();
}

TEST_CASE("a small window still holds every panel that has room, and none has a negative size") {
  WorkspaceFixture screen(500, 300);
  screen.ready();
  screen.frame(3);
  for (const auto& [name, area] : screen.workspace->layout().panels()) {
    CHECK(area.width >= 0);
    CHECK(area.height >= 0);
  }
}

}  // namespace
}  // namespace zscope
