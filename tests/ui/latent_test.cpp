#include "ui/panels/latent.h"

#include "ui/panel_fixture.h"

#include <doctest/doctest.h>

namespace zscope {
namespace {

/// Drawn until the picture is that of the point the sliders hold, by weights that no longer change.
std::string settled_picture(PanelFixture& fixture) {
  REQUIRE(fixture.until([&] {
    return fixture.view->picture() && fixture.view->picture_shown() == fixture.view->picture_asked() &&
           fixture.shows("latent.picture");
  }));
  fixture.frames(2);
  return fixture.value("latent.picture");
}

TEST_CASE("dragging a slider moves z and changes the picture, and one undo takes the whole drag back") {
  PanelFixture fixture;
  fixture.show<ui::LatentPanel>();
  const std::string before = settled_picture(fixture);
  fixture.drag(fixture.at("latent.z.0", 0.5f), fixture.at("latent.z.0", 0.95f));
  CHECK(fixture.view->z()[0] > 0.5f);
  CHECK(fixture.view->z()[1] == 0);
  CHECK(settled_picture(fixture) != before);
  fixture.click("latent.undo");
  CHECK(fixture.view->z() == std::vector<float>{0, 0});
  CHECK(settled_picture(fixture) == before);
  fixture.click("latent.redo");
  CHECK(fixture.view->z()[0] > 0.5f);
}

TEST_CASE("random moves z but not a locked dimension, zero brings the others back") {
  PanelFixture fixture("linear-vae", {{"latent_dim", "4"}});
  fixture.show<ui::LatentPanel>();
  fixture.drag(fixture.at("latent.z.2", 0.5f), fixture.at("latent.z.2", 0.8f));
  const float held = fixture.view->z()[2];
  REQUIRE(held > 0);
  fixture.click("latent.lock.2");
  CHECK(fixture.value("latent.lock.2") == "on");
  fixture.click("latent.random");
  CHECK(fixture.view->z()[0] != 0);
  CHECK(fixture.view->z()[2] == held);
  fixture.click("latent.zero");
  CHECK(fixture.view->z()[0] == 0);
  CHECK(fixture.view->z()[2] == held);
}

TEST_CASE("a slider's value is shown, and a double click resets it") {
  PanelFixture fixture;
  fixture.show<ui::LatentPanel>();
  fixture.drag(fixture.at("latent.z.1", 0.5f), fixture.at("latent.z.1", 1.f));
  REQUIRE(fixture.view->z()[1] > 0);
  CHECK(std::stof(fixture.value("latent.z.1")) == doctest::Approx(fixture.view->z()[1]).epsilon(0.01));
  const ImVec2 middle = fixture.at("latent.z.1", 0.2f);
  fixture.click(middle);
  fixture.click(middle);
  CHECK(fixture.view->z()[1] == 0);
}

TEST_CASE("the picture follows training, and stays when the weights are pinned") {
  PanelFixture fixture;
  fixture.show<ui::LatentPanel>();
  fixture.view->set_coordinate(0, 1.5f);
  const std::string untrained = settled_picture(fixture);
  fixture.session.train();
  CHECK(fixture.until([&] { return fixture.value("latent.picture") != untrained; }));
  fixture.click("latent.follow");
  CHECK(fixture.value("latent.follow") == "off");
  const std::string pinned = settled_picture(fixture);
  REQUIRE(fixture.toy.reaches_step(fixture.session.status()->step + 100));
  CHECK(settled_picture(fixture) == pinned);
}

TEST_CASE("the KL of each dimension stands beside its slider") {
  PanelFixture fixture;
  fixture.show<ui::LatentPanel>();
  fixture.session.train();
  CHECK(fixture.until([&] { return fixture.shows("latent.kl.1") && fixture.value("latent.kl.1") != "0.00"; }));
}

TEST_CASE("sixty-four dimensions scroll, most telling first, under ids that do not change with the order") {
  PanelFixture fixture("linear-vae", {{"latent_dim", "64"}});
  fixture.show<ui::LatentPanel>();
  REQUIRE(fixture.until([&] { return fixture.view->dimensions().known(); }));
  fixture.frames(2);
  const int first = fixture.view->dimensions().order().front();
  const int last = fixture.view->dimensions().order().back();
  CHECK(fixture.shows("latent.z." + std::to_string(first)));
  CHECK_FALSE(fixture.shows("latent.z." + std::to_string(last)));
  fixture.move(fixture.at("latent.z." + std::to_string(first)));
  for (int i = 0; i < 60; ++i) {
    fixture.window.wheel(-5);
    fixture.frame();
  }
  fixture.frames(2);
  CHECK(fixture.shows("latent.z." + std::to_string(last)));
  fixture.click("latent.sorted");
  for (int i = 0; i < 60; ++i) fixture.frame();
  CHECK(fixture.shows("latent.z.63"));
}

TEST_CASE("only pictures that changed are uploaded") {
  PanelFixture fixture;
  fixture.show<ui::LatentPanel>();
  settled_picture(fixture);
  const int uploads = fixture.graphics.uploads();
  fixture.frames(20);
  CHECK(fixture.graphics.uploads() == uploads);
}

}  // namespace
}  // namespace zscope
