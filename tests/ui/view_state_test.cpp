#include "ui/view_state.h"

#include "base/picture_file.h"
#include "ui/panel_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

using ui::End;

double apart(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(double{a[i]} - b[i]);
  return sum;
}

TEST_CASE("the point z begins at zero, and its history goes back and forth") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  CHECK(view.z() == std::vector<float>{0, 0});
  CHECK_FALSE(view.can_undo());
  view.random();
  const std::vector<float> first = view.z();
  fixture.frame();
  view.random();
  const std::vector<float> second = view.z();
  CHECK(first != second);
  view.undo();
  CHECK(view.z() == first);
  view.undo();
  CHECK(view.z() == std::vector<float>{0, 0});
  view.redo();
  view.redo();
  CHECK(view.z() == second);
  CHECK_FALSE(view.can_redo());
}

TEST_CASE("a locked dimension stays, whatever moves z") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  view.set_coordinate(1, 1.25f);
  view.set_locked(1, true);
  view.random();
  CHECK(view.z()[0] != 0);
  CHECK(view.z()[1] == 1.25f);
  view.zero();
  CHECK(view.z()[0] == 0);
  CHECK(view.z()[1] == 1.25f);
}

TEST_CASE("going to a picture of the data set moves z to its encoding, some frames later") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  view.go_to({{}, PictureRef{true, 7}});
  CHECK(view.z() == std::vector<float>{0, 0});
  CHECK(view.selected() == PictureRef{true, 7});
  CHECK(fixture.until([&] { return view.z() != std::vector<float>{0, 0}; }));
  const std::vector<float> there = view.z();
  view.undo();
  CHECK(view.z() == std::vector<float>{0, 0});

  // The same picture as bytes leads to the same place.
  const auto bytes = fixture.session.dataset()->picture(fixture.session.dataset()->test, 7);
  view.go_to_bytes({bytes.begin(), bytes.end()});
  CHECK(fixture.until([&] { return view.z() != std::vector<float>{0, 0}; }));
  CHECK(apart(view.z(), there) < 1e-5);
}

TEST_CASE("a model that takes a class takes that of a picture with the picture, and gives it back with undo") {
  PanelFixture fixture("linear-parts");
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  CHECK(fixture.until([&] { return !view.end(End::a).z.empty() && !view.end(End::b).z.empty(); }));
  const std::vector<std::int32_t>& classes = fixture.session.dataset()->test.labels;
  const auto other = std::find_if(classes.begin(), classes.end(), [](std::int32_t label) { return label != 0; });
  REQUIRE(other != classes.end());
  REQUIRE(view.label() == 0);
  view.go_to({{}, PictureRef{true, other - classes.begin()}});
  CHECK(fixture.until([&] { return view.label() == *other; }));
  view.undo();
  CHECK(view.label() == 0);
  view.go_to({view.z(), {}, 2});
  CHECK(view.label() == 2);

  // Half of the way from A to B is of A's class, half of B's; an end that is no picture is of the class asked for.
  const auto of = [&](End which) { return classes.at(static_cast<std::size_t>(view.end(which).picture->index)); };
  CHECK(of(End::a) != of(End::b));
  CHECK(view.labels_between(4) == std::vector<int>{of(End::a), of(End::a), of(End::b), of(End::b)});
  view.set_end(End::b, {view.z(), {}});
  CHECK(view.labels_between(2) == std::vector<int>{of(End::a), 2});
}

TEST_CASE("moving z by hand overtakes a picture that is still being encoded") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  view.go_to({{}, PictureRef{true, 7}});
  view.set_coordinate(0, 0.5f);
  fixture.frames(20);
  CHECK(view.z() == std::vector<float>{0.5f, 0});
}

TEST_CASE("A and B are there from the start, two pictures of different classes") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  CHECK(fixture.until([&] { return !view.end(End::a).z.empty() && !view.end(End::b).z.empty(); }));
  const Dataset& data = *fixture.session.dataset();
  const auto label = [&](End which) {
    return data.test.labels[static_cast<std::size_t>(view.end(which).picture->index)];
  };
  CHECK(label(End::a) != label(End::b));
  CHECK_FALSE(view.can_undo());
}

TEST_CASE("an end that came from a picture is encoded anew as the weights change, z stays where it was put") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  REQUIRE(fixture.until([&] { return !view.end(End::a).z.empty(); }));
  const std::vector<float> before = view.end(End::a).z;
  view.set_coordinate(0, 0.5f);
  fixture.session.train();
  CHECK(fixture.until([&] { return apart(view.end(End::a).z, before) > 0.01; }));
  CHECK(view.z() == std::vector<float>{0.5f, 0});
}

TEST_CASE("pinned weights answer until training is followed again") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  REQUIRE(fixture.until([&] { return view.picture() != nullptr; }));
  view.set_following(false);
  CHECK_FALSE(view.following());
  const std::int64_t pinned = view.subject().step;
  fixture.session.train();
  REQUIRE(fixture.toy.reaches_step(pinned + 50));
  view.set_coordinate(0, 1);
  CHECK(fixture.until([&] { return view.picture_shown() == view.picture_asked(); }));
  CHECK(view.picture_step() == pinned);
  view.set_following(true);
  CHECK(fixture.until([&] { return view.picture_step() > pinned; }));
}

TEST_CASE("while an end is being picked, the next place that is chosen becomes it") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  view.set_picking(End::b);
  view.choose({{0.25f, -1}, {}});
  CHECK(view.end(End::b).z == std::vector<float>{0.25f, -1});
  CHECK(view.z() == std::vector<float>{0, 0});
  CHECK_FALSE(view.picking());
  view.choose({{0.25f, -1}, {}});
  CHECK(view.z() == std::vector<float>{0.25f, -1});
}

TEST_CASE("a run of another size starts the view over") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  view.set_coordinate(0, 1);
  fixture.session.open(fixture.toy.request({{"latent_dim", "5"}}));
  CHECK(fixture.until([&] { return view.latent_dim() == 5; }));
  CHECK(view.z() == std::vector<float>(5, 0.f));
  CHECK_FALSE(view.can_undo());
  CHECK_FALSE(view.selected());
}

TEST_CASE("the survey gives every dimension its KL and a range") {
  PanelFixture fixture;
  fixture.ready();
  ui::ViewState& view = *fixture.view;
  REQUIRE(fixture.until([&] { return view.survey() != nullptr; }));
  CHECK(view.survey()->points.size() == 400);
  CHECK(fixture.until([&] { return view.dimensions().known(); }));
  CHECK(view.dimensions().range(0).low <= -1);
}

TEST_CASE("pictures are saved under numbered names and handed to the clipboard, without one it is said") {
  PanelFixture fixture;
  fixture.ready();
  fixture.frame();
  const Image image(3, 2);
  ui::ViewState& view = *fixture.view;
  ui::Context context = fixture.context();
  view.save(context, "decoded", image);
  view.save(context, "decoded", image);
  REQUIRE(fixture.until([&] { return fixture.view->notice().find("decoded-2.png") != std::string::npos; }));
  CHECK(read_picture(fixture.pictures.path / "decoded.png").width == 3);
  CHECK(std::filesystem::exists(fixture.pictures.path / "decoded-2.png"));
  int copied = 0;
  view.copy(context, image);
  CHECK(view.notice() == fixture.words("picture.no_clipboard"));
  view.copy_picture = [&](const Image& given) {
    copied = given.width;
    return std::string();
  };
  view.copy(context, image);
  CHECK(copied == 3);
}

}  // namespace
}  // namespace zscope
