#include "ui/panels/bar.h"

#include "ui/keys.h"
#include "workspace_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace zscope {
namespace {

TEST_CASE("pressing Train trains, Pause holds, Step makes one step, Stop saves") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  CHECK_FALSE(screen.control("bar.pause").enabled);
  screen.click("bar.train");
  CHECK(screen.until([&] { return !screen.toy.metrics().empty(); }));
  REQUIRE(screen.until([&] { return screen.control("bar.pause").enabled; }));
  CHECK_FALSE(screen.control("bar.train").enabled);

  screen.click("bar.pause");
  REQUIRE(screen.until([&] { return screen.state() == RunState::paused; }));
  screen.frame(2);
  const auto step = screen.toy.session->status()->step;
  screen.click("bar.step");
  CHECK(screen.until([&] { return screen.toy.session->status()->step == step + 1; }));
  REQUIRE(screen.until([&] { return screen.state() == RunState::paused; }));
  screen.frame(2);
  screen.click("bar.stop");
  CHECK(screen.until([&] { return screen.state() == RunState::stopped; }));
}

TEST_CASE("a preset of which a setting was changed has a star") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  CHECK(screen.value("bar.preset") == "flat");
  screen.ready({{"beta", "3"}});
  screen.frame(2);
  CHECK(screen.value("bar.preset") == "flat*");
}

TEST_CASE("the planned epochs can be changed by typing") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  screen.click("bar.epochs");
  screen.type("25");
  screen.press(ui::key::enter);
  CHECK(screen.until([&] {
    const auto status = screen.toy.session->status();
    return status->planned_steps == 25 * status->steps_per_epoch;
  }));
}

TEST_CASE("the learning rate changes at once, other settings wait for a new run") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  screen.click("bar.settings");
  REQUIRE(screen.find("settings.learning_rate") != nullptr);
  screen.click("settings.learning_rate");
  screen.type("0.002");
  screen.press(ui::key::enter);
  CHECK(screen.until([&] { return screen.toy.session->status()->request.settings.at("learning_rate") == "0.002"; }));
  CHECK_FALSE(screen.control("settings.apply").enabled);

  screen.click("settings.latent_dim");
  screen.type("3");
  screen.press(ui::key::enter);
  screen.frame(2);
  CHECK(screen.control("settings.apply").enabled);
  screen.click("settings.apply");
  CHECK(screen.until([&] { return screen.toy.session->status()->latent_dim == 3; }));
}

TEST_CASE("a setting out of its range is not taken") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  const auto before = screen.toy.session->status()->request.settings.at("learning_rate");
  screen.click("bar.settings");
  screen.click("settings.learning_rate");
  screen.type("fast");
  screen.press(ui::key::enter);
  screen.frame(3);
  CHECK_FALSE(screen.control("settings.apply").enabled);
  CHECK(screen.toy.session->status()->request.settings.at("learning_rate") == before);
}

TEST_CASE("choosing another model opens it") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  screen.click("bar.model");
  screen.click("bar.model.linear-gan");
  CHECK(screen.until([&] { return screen.toy.session->status()->model.name == "linear-gan"; }));
}

TEST_CASE(
    "other data keeps seed, length and settings, another model keeps seed and length, and has settings of its own") {
  WorkspaceFixture screen;
  RunRequest request = screen.toy.request({{"latent_dim", "5"}});
  request.data = "others";
  request.seed = 77;
  request.epochs = 123;
  screen.toy.session->open(request);
  REQUIRE(screen.until([&] { return screen.state() == RunState::ready; }));
  screen.frame(2);
  const auto run = screen.toy.session->run_generation();
  screen.click("bar.data");
  screen.click("bar.data.toy");
  REQUIRE(
      screen.until([&] { return screen.state() == RunState::ready && screen.toy.session->run_generation() > run; }));
  auto status = screen.toy.session->status();
  CHECK(status->request.data == "toy");
  CHECK(status->request.seed == 77);
  CHECK(status->request.epochs == 123);
  CHECK(status->latent_dim == 5);
  screen.click("bar.model");
  screen.click("bar.model.linear-gan");
  REQUIRE(screen.until([&] {
    status = screen.toy.session->status();
    return status->model.name == "linear-gan" && status->state == RunState::ready;
  }));
  CHECK(status->request.seed == 77);
  CHECK(status->request.epochs == 123);
  CHECK(status->latent_dim == 2);
}

TEST_CASE("a mistake is shown in the bar and can be put away") {
  WorkspaceFixture screen;
  screen.ready();
  RunRequest request = screen.toy.request();
  request.model = "no-such-model";
  screen.toy.session->open(request);
  REQUIRE(screen.until([&] { return screen.find("bar.message") != nullptr; }));
  CHECK(screen.value("bar.message") == "error");
  screen.click("bar.dismiss");
  CHECK(screen.find("bar.message") == nullptr);
}

TEST_CASE("buttons and figures stay where they are while training goes on") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  const auto train = screen.control("bar.train"), progress = screen.control("bar.progress");
  screen.click("bar.train");
  REQUIRE(screen.until([&] { return screen.toy.session->status()->step > 20; }));
  screen.frame(2);
  CHECK(screen.control("bar.train").x == train.x);
  CHECK(screen.control("bar.progress").x == progress.x);
}

TEST_CASE("enlarged for the last row of a lecture hall, every button is still in the window") {
  WorkspaceFixture screen;
  screen.ready();
  screen.frame(2);
  const float usual = screen.control("bar.train").y;
  screen.workspace->set_display_scale(1.6f);
  ImGui::GetIO().FontGlobalScale = 1.6f;
  ui::apply(ui::dark_theme(), 1.6f);
  screen.frame(3);
  CHECK(screen.control("bar.train").y > usual + 20);
  for (const char* id : {"bar.train", "bar.stop", "bar.menu", "bar.settings", "bar.epochs"}) {
    CHECK(screen.control(id).x + screen.control(id).width < 1280);
  }
}

TEST_CASE("the menu turns the theme light and asks for a picture of the window") {
  WorkspaceFixture screen;
  screen.frame(2);
  screen.click("bar.menu");
  screen.click("menu.theme");
  CHECK_FALSE(screen.workspace->theme().dark);
  screen.click("bar.menu");
  screen.click("menu.picture");
  CHECK(screen.workspace->chrome().screenshot);
}

TEST_CASE("the menu offers the runs on disk, the newest first, and opens one") {
  WorkspaceFixture screen;
  for (const char* name : {"first", "second"}) {
    RunRequest request = screen.toy.request();
    request.directory = screen.folder.path / "runs" / name;
    request.steps = 20;
    screen.toy.session->open(request);
    REQUIRE(screen.until([&] { return screen.state() == RunState::ready; }));
    screen.toy.session->train();
    REQUIRE(screen.until([&] { return screen.state() == RunState::finished; }));
  }
  screen.click("bar.menu");
  REQUIRE(screen.until([&] { return screen.find("menu.run.1") != nullptr; }));
  CHECK(screen.control("menu.run.0").label == "second");
  CHECK_FALSE(screen.control("menu.run.0").enabled);  // it is open
  screen.click("menu.run.1");
  CHECK(screen.until([&] { return screen.toy.session->status()->directory.filename() == "first"; }));
}

TEST_CASE("Esc closes a list, the settings and the menu") {
  WorkspaceFixture screen;
  screen.ready();
  const auto shown = [&](const std::string& prefix) {
    const auto& controls = screen.workspace->map().controls();
    return std::any_of(controls.begin(), controls.end(), [&](const auto& one) { return one.id.starts_with(prefix); });
  };
  for (const auto& [opener, inside] : std::vector<std::pair<std::string, std::string>>{
           {"bar.model", "bar.model."}, {"bar.settings", "settings."}, {"bar.menu", "menu."}}) {
    CAPTURE(opener);
    screen.click(opener);
    screen.frame(2);
    CHECK(shown(inside));
    screen.press(ui::key::escape);
    screen.frame(3);
    CHECK_FALSE(shown(inside));
  }
}

}  // namespace
}  // namespace zscope
