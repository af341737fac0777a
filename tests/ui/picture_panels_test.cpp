#include "ui/asker.h"
#include "ui/panel_fixture.h"
#include "ui/panels/gallery.h"
#include "ui/panels/interpolation.h"
#include "ui/panels/reconstructions.h"
#include "ui/panels/samples.h"

#include <doctest/doctest.h>

#include <set>

namespace zscope {
namespace {

using ui::End;

void wait_for(PanelFixture& fixture, const std::string& id) {
  REQUIRE(fixture.until([&] { return fixture.shows(id); }));
  fixture.frames(2);
}

// --- samples ---

TEST_CASE("sixty-four samples come from fixed noise, change while the model learns, and lead to their points") {
  PanelFixture fixture;
  fixture.show<ui::SamplesPanel>();
  wait_for(fixture, "samples.tile.63");
  CHECK(fixture.count("samples.tile.") == 64);
  fixture.click("samples.tile.9");
  const std::vector<float> ninth = fixture.view->z();
  CHECK(ninth != std::vector<float>{0, 0});
  const std::string untrained = fixture.value("samples.tile.9");
  fixture.session.train();
  CHECK(fixture.until([&] { return fixture.value("samples.tile.9") != untrained; }));
  fixture.click("samples.tile.10");
  fixture.click("samples.tile.9");
  CHECK(fixture.view->z() == ninth);
}

TEST_CASE("new noise gives other samples") {
  PanelFixture fixture;
  fixture.show<ui::SamplesPanel>();
  wait_for(fixture, "samples.tile.0");
  const std::string before = fixture.value("samples.tile.0");
  fixture.click("samples.new");
  CHECK(fixture.until([&] { return fixture.value("samples.tile.0") != before; }));
}

TEST_CASE("an answer is shown with the question that it answers, also while questions come faster than answers") {
  PanelFixture fixture;
  fixture.show<ui::SamplesPanel>();
  ui::Asker asker(Priority::background);
  ui::Context context = fixture.context();
  std::vector<float> codes = {1, 2};
  asker.ask(context, DecodeQuestion{1, codes, {}, 1});
  REQUIRE(fixture.until([&] {
    asker.update(context);
    return asker.current();
  }));
  for (int i = 0; i < 50; ++i) {
    codes[0] = static_cast<float>(i);
    asker.ask(context, DecodeQuestion{1, codes, {}, 1});
    const DecodeQuestion* shown = asker.question<DecodeQuestion>();
    REQUIRE(shown);
    if (asker.current()) CHECK(shown->codes == codes);
  }
  CHECK(asker.question<ReconstructQuestion>() == nullptr);
  CHECK(fixture.until([&] {
    asker.update(context);
    return asker.current() && asker.question<DecodeQuestion>()->codes == codes;
  }));
}

TEST_CASE("at leisure a newer answer is shown at its turn, and at once when a person is back") {
  PanelFixture fixture;
  fixture.ready();
  ui::Context context = fixture.context();
  const auto start = ui::FrameClock::Time{} + std::chrono::hours(1);
  ui::Asker asker(Priority::background);
  const auto answered_anew = [&](float z) {
    asker.ask(context, DecodeQuestion{1, {z, z}, {}, 1});
    REQUIRE(eventually([&] { return !asker.busy(); }));
    asker.update(context);
    return asker.current();
  };
  REQUIRE(fixture.until([&] { return answered_anew(0); }));  // the first one waits for nothing
  for (const bool back : {false, true}) {
    fixture.clock.begin_frame(start, true);
    ui::FrameClock::Turn large{.size = ui::FrameClock::kAtOnce};
    CHECK(fixture.clock.takes_news(large));  // all that this frame has room for
    CHECK_FALSE(answered_anew(back ? 1 : 2));
    fixture.clock.begin_frame(start + std::chrono::milliseconds(100), !back);
    asker.update(context);
    CHECK(asker.current());
  }
}

// --- reconstructions ---

TEST_CASE("test pictures, their reconstructions and the differences stand below each other") {
  PanelFixture fixture;
  fixture.show<ui::ReconstructionsPanel>();
  wait_for(fixture, "reconstructions.diff.0");
  CHECK(fixture.at("reconstructions.in.3").x == fixture.at("reconstructions.out.3").x);
  CHECK(fixture.at("reconstructions.in.3").y < fixture.at("reconstructions.out.3").y);
  CHECK(fixture.at("reconstructions.out.3").y < fixture.at("reconstructions.diff.3").y);
  CHECK(fixture.count("reconstructions.in.") == fixture.count("reconstructions.out."));
  CHECK_FALSE(fixture.note(0).empty());
}

TEST_CASE("a click on a test picture moves z to its encoding") {
  PanelFixture fixture;
  fixture.show<ui::ReconstructionsPanel>();
  wait_for(fixture, "reconstructions.in.2");
  fixture.click("reconstructions.in.2");
  CHECK(fixture.view->selected() == PictureRef{true, 2});
  CHECK(fixture.until([&] { return fixture.view->z() != std::vector<float>{0, 0}; }));
}

TEST_CASE("shuffle takes other test pictures") {
  PanelFixture fixture;
  fixture.show<ui::ReconstructionsPanel>();
  wait_for(fixture, "reconstructions.in.0");
  const std::string before = fixture.value("reconstructions.in.0") + fixture.value("reconstructions.in.1");
  fixture.click("reconstructions.shuffle");
  CHECK(fixture.until(
      [&] { return fixture.value("reconstructions.in.0") + fixture.value("reconstructions.in.1") != before; }));
}

TEST_CASE("a model without an encoder shows real pictures beside its own instead of reconstructions") {
  PanelFixture fixture("linear-gan");
  fixture.show<ui::ReconstructionsPanel>();
  wait_for(fixture, "reconstructions.out.0");
  CHECK(fixture.shows("reconstructions.in.0"));
  CHECK_FALSE(fixture.shows("reconstructions.diff.0"));
  fixture.click("reconstructions.out.1");
  CHECK(fixture.view->z() != std::vector<float>{0, 0});
}

// --- gallery ---

TEST_CASE("the gallery shows the data set, a click moves z to the picture's encoding") {
  PanelFixture fixture;
  fixture.show<ui::GalleryPanel>();
  wait_for(fixture, "gallery.tile.12");
  fixture.click("gallery.tile.12");
  CHECK(fixture.view->selected() == PictureRef{true, 12});
  CHECK(fixture.until([&] { return fixture.view->z() != std::vector<float>{0, 0}; }));
}

TEST_CASE("the gallery shows one class, or the training pictures, when asked") {
  PanelFixture fixture;
  fixture.show<ui::GalleryPanel>();
  wait_for(fixture, "gallery.class.4");
  const Dataset& data = *fixture.session.dataset();
  fixture.click("gallery.class.4");
  fixture.click("gallery.tile.3");
  REQUIRE(fixture.view->selected());
  CHECK(data.test.labels[static_cast<std::size_t>(fixture.view->selected()->index)] == 4);
  fixture.click("gallery.train");
  fixture.click("gallery.tile.3");
  CHECK_FALSE(fixture.view->selected()->test);
  CHECK(data.train.labels[static_cast<std::size_t>(fixture.view->selected()->index)] == 4);
  fixture.click("gallery.class.all");
  fixture.click("gallery.tile.3");
  CHECK(fixture.view->selected() == PictureRef{false, 3});
}

TEST_CASE("the gallery makes textures only of the rows that are seen") {
  PanelFixture fixture;
  fixture.show<ui::GalleryPanel, ui::SamplesPanel, ui::ReconstructionsPanel, ui::InterpolationPanel>();
  fixture.click("gallery.train");
  fixture.frames(3);
  const int tiles = fixture.count("gallery.tile.");
  CHECK(tiles > 10);
  CHECK(tiles < 500);
}

// --- interpolation ---

TEST_CASE("the strip has as many pictures as asked for, from A to B") {
  PanelFixture fixture;
  fixture.show<ui::InterpolationPanel>();
  wait_for(fixture, "interpolation.frame.7");
  CHECK(fixture.count("interpolation.frame.") == 8);
  fixture.click("interpolation.frame.0");
  CHECK(fixture.view->z() == fixture.view->end(End::a).z);
  fixture.click("interpolation.frame.7");
  CHECK(fixture.view->z() == fixture.view->end(End::b).z);
  fixture.drag(fixture.at("interpolation.frames"), fixture.at("interpolation.frames", 0.99f));
  CHECK(fixture.until([&] { return fixture.count("interpolation.frame.") > 20; }));
}

TEST_CASE("a picture dragged from the gallery becomes A, and the strip begins there") {
  PanelFixture fixture;
  fixture.show<ui::GalleryPanel, ui::InterpolationPanel>();
  wait_for(fixture, "interpolation.frame.7");
  const std::string first = fixture.value("interpolation.frame.0");
  fixture.drag("gallery.tile.14", "interpolation.a");
  CHECK(fixture.view->end(End::a).picture == PictureRef{true, 14});
  CHECK(fixture.value("interpolation.a") == fixture.value("gallery.tile.14"));
  CHECK(fixture.until([&] { return fixture.value("interpolation.frame.0") != first; }));
  CHECK(fixture.view->z() == std::vector<float>{0, 0});
}

TEST_CASE("an end is picked by clicking its well and then a picture anywhere") {
  PanelFixture fixture;
  fixture.show<ui::GalleryPanel, ui::InterpolationPanel>();
  wait_for(fixture, "interpolation.frame.7");
  fixture.click("interpolation.b");
  CHECK(fixture.view->picking() == End::b);
  fixture.click("gallery.tile.20");
  CHECK(fixture.view->end(End::b).picture == PictureRef{true, 20});
  CHECK_FALSE(fixture.view->picking());
}

TEST_CASE("a picture can be set as an end from its menu") {
  PanelFixture fixture;
  fixture.show<ui::GalleryPanel, ui::InterpolationPanel>();
  wait_for(fixture, "interpolation.frame.7");
  fixture.click("gallery.tile.17", 1);
  REQUIRE(fixture.shows("picture.to_b"));
  fixture.click("picture.to_b");
  CHECK(fixture.view->end(End::b).picture == PictureRef{true, 17});
}

TEST_CASE("the animation moves while it plays, and only then asks for more frames") {
  PanelFixture fixture;
  fixture.show<ui::InterpolationPanel>();
  wait_for(fixture, "interpolation.player");
  CHECK_FALSE(fixture.view->take_keep_drawing());
  fixture.click("interpolation.play");
  std::set<std::string> seen;
  CHECK(fixture.until([&] {
    seen.insert(fixture.value("interpolation.player"));
    return seen.size() > 4;
  }));
  CHECK(fixture.view->take_keep_drawing());
  fixture.click("interpolation.play");
  fixture.frame();
  fixture.view->take_keep_drawing();
  fixture.frame();
  CHECK_FALSE(fixture.view->take_keep_drawing());
}

TEST_CASE("swap exchanges the ends, spherical bends the path") {
  PanelFixture fixture("linear-vae", {{"latent_dim", "8"}});
  fixture.show<ui::InterpolationPanel>();
  wait_for(fixture, "interpolation.frame.7");
  fixture.click("interpolation.random");
  const std::vector<float> a = fixture.view->end(End::a).z;
  fixture.click("interpolation.swap");
  CHECK(fixture.view->end(End::b).z == a);
  fixture.click("interpolation.spherical");
  CHECK(fixture.view->path() == Path::spherical);
  CHECK(fixture.value("interpolation.linear") == "off");
}

TEST_CASE("a model without an encoder interpolates between samples, a picture of the data is refused with a sentence") {
  PanelFixture fixture("linear-gan");
  fixture.show<ui::SamplesPanel, ui::InterpolationPanel, ui::GalleryPanel>();
  wait_for(fixture, "interpolation.frame.7");
  wait_for(fixture, "samples.tile.5");
  fixture.drag("samples.tile.5", "interpolation.a");
  fixture.click("samples.tile.5");
  CHECK(fixture.view->end(End::a).z == fixture.view->z());
  const std::vector<float> a = fixture.view->end(End::a).z;
  fixture.drag("gallery.tile.3", "interpolation.a");
  CHECK(fixture.view->end(End::a).z == a);
  CHECK(fixture.view->notice() == fixture.words("gallery.cannot_encode"));
}

}  // namespace
}  // namespace zscope
