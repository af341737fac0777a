#include "ui/panels/map.h"

#include "ui/panel_fixture.h"
#include "ui/panels/latent.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <utility>

namespace zscope {
namespace {

using ui::End;

void wait_for_points(PanelFixture& fixture) {
  REQUIRE(fixture.until([&] {
    return fixture.view->survey() != nullptr && !fixture.graphics.layers().empty() && fixture.shows("map.a") &&
           fixture.shows("map.b");
  }));
  fixture.frames(2);
}

float distance(ImVec2 a, ImVec2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

TEST_CASE("the test pictures lie on the map as points in the colours of their classes") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  const auto& layer = fixture.graphics.layers().begin()->second;
  CHECK(layer.clouds.front()->positions.size() == 400);
  CHECK(layer.clouds.front()->colours.size() == 200);
  const Dataset& data = *fixture.session.dataset();
  CHECK(layer.clouds.front()->colours[3] == ui::dark_theme().classes[static_cast<std::size_t>(data.test.labels[3])]);
  // Nothing is stretched: a unit is as long across as up.
  CHECK((layer.view.right - layer.view.left) / static_cast<float>(layer.view.width) ==
        doctest::Approx((layer.view.top - layer.view.bottom) / static_cast<float>(layer.view.height)));
}

/// Draws until nothing has been uploaded for half a second: the manifold comes in several parts.
void wait_for_manifold(PanelFixture& fixture) {
  int uploads = -1;
  auto since = std::chrono::steady_clock::now();
  REQUIRE(fixture.until([&] {
    fixture.frame();
    const auto now = std::chrono::steady_clock::now();
    const int before = std::exchange(uploads, fixture.graphics.uploads());
    if (uploads != before) since = now;
    return now - since > std::chrono::milliseconds(500);
  }));
}

TEST_CASE("points that did not change are not drawn again") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  fixture.move({2, 2});
  wait_for_manifold(fixture);
  const int draws = fixture.graphics.point_draws();
  const int uploads = fixture.graphics.uploads();
  fixture.frames(20);
  CHECK(fixture.graphics.point_draws() == draws);
  CHECK(fixture.graphics.uploads() == uploads);
}

TEST_CASE("the pictures that the model learns from can be shown instead, every one where it is encoded") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  const Dataset& data = *fixture.session.dataset();
  const auto shown = [&] {
    std::size_t count = 0;
    for (const auto& cloud : fixture.graphics.layers().begin()->second.clouds) count += cloud->colours.size();
    return static_cast<std::int64_t>(count);
  };
  REQUIRE(data.train.count != data.test.count);
  fixture.click("map.training");
  REQUIRE(fixture.until([&] { return shown() == data.train.count; }));
  const auto& layer = fixture.graphics.layers().begin()->second;
  std::vector<int> of_class(10), coloured(10);
  for (const auto label : data.train.labels) ++of_class[static_cast<std::size_t>(label)];
  for (const auto& cloud : layer.clouds) {
    for (const std::uint32_t colour : cloud->colours) {
      const auto& classes = ui::dark_theme().classes;
      ++coloured[static_cast<std::size_t>(std::find(classes.begin(), classes.end(), colour) - classes.begin())];
    }
  }
  CHECK(coloured == of_class);
  // A click goes to a picture of the training set.
  const auto& positions = layer.clouds.front()->positions;
  const ui::PointView seen = layer.view;
  std::size_t point = 0;
  for (std::size_t i = 0; i < positions.size() / 2; ++i) {
    if (positions[2 * i] > positions[2 * point]) point = i;
  }
  fixture.click(fixture.at("map.canvas", (positions[2 * point] - seen.left) / (seen.right - seen.left),
                           (seen.top - positions[2 * point + 1]) / (seen.top - seen.bottom)));
  REQUIRE(fixture.view->selected());
  CHECK_FALSE(fixture.view->selected()->test);
  CHECK(fixture.view->z()[0] == doctest::Approx(positions[2 * point]));
  fixture.click("map.training");
  fixture.frames(2);
  CHECK(shown() == data.test.count);
}

TEST_CASE("the training set on the map follows training to its end") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  fixture.click("map.training");
  const auto& clouds = fixture.graphics.layers().begin()->second.clouds;
  REQUIRE(fixture.until([&] { return clouds.size() == 1 && !clouds.front()->positions.empty(); }));
  const std::vector<float> untrained = clouds.front()->positions;
  fixture.session.train();
  REQUIRE(fixture.until([&] { return clouds.front()->positions != untrained; }));
  fixture.session.pause();
  REQUIRE(fixture.until([&] { return fixture.session.status()->state == RunState::paused; }));
  const std::int64_t last = fixture.session.status()->step;
  // Encoded once more, by the last weights.
  EncodeQuestion all;
  for (std::int64_t i = 0; i < fixture.session.dataset()->train.count; ++i) all.pictures.push_back({false, i});
  Channel channel = fixture.session.open_channel(Priority::interactive);
  channel.ask({{}, all});
  REQUIRE(fixture.until([&] { return channel.answer() && channel.answer()->step == last; }));
  REQUIRE(fixture.until([&] { return clouds.front()->positions == channel.answer()->as<Encodings>()->means; }));
}

TEST_CASE("dragging on the map moves z, and the sliders move with it, one undo takes the drag back") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel, ui::LatentPanel>();
  wait_for_points(fixture);
  const ImVec2 from = fixture.at("map.canvas", 0.1f, 0.9f);
  const ImVec2 to = fixture.at("map.canvas", 0.85f, 0.2f);
  const std::string slider = fixture.value("latent.z.0");
  fixture.drag(from, to);
  CHECK(distance(fixture.at("map.z"), to) < 2);
  CHECK(fixture.value("latent.z.0") != slider);
  CHECK(fixture.view->z()[0] > 0);
  CHECK(fixture.view->z()[1] > 0);
  fixture.view->undo();
  CHECK(fixture.view->z() == std::vector<float>{0, 0});
}

TEST_CASE("moving a slider moves the cross on the map") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel, ui::LatentPanel>();
  wait_for_points(fixture);
  const ImVec2 before = fixture.at("map.z");
  fixture.drag(fixture.at("latent.z.0", 0.5f), fixture.at("latent.z.0", 0.9f));
  CHECK(fixture.at("map.z").x > before.x + 5);
  CHECK(std::abs(fixture.at("map.z").y - before.y) < 1);
}

TEST_CASE("a click on a point goes to that picture") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  // The point furthest to the right has no other in its way.
  const std::shared_ptr<const Survey> survey = fixture.view->survey();
  std::size_t point = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    if (survey->points[2 * i] > survey->points[2 * point]) point = i;
  }
  const ui::PointView seen = fixture.graphics.layers().begin()->second.view;
  const auto pixel = fixture.at("map.canvas", (survey->points[2 * point] - seen.left) / (seen.right - seen.left),
                                (seen.top - survey->points[2 * point + 1]) / (seen.top - seen.bottom));
  fixture.move(pixel);
  fixture.frames(2);
  CHECK(fixture.value("map.under") == std::to_string(point));
  fixture.click(pixel);
  CHECK(fixture.view->selected() == PictureRef{true, static_cast<std::int64_t>(point)});
  CHECK(fixture.view->z()[0] == doctest::Approx(survey->encodings.means[2 * point]));
}

TEST_CASE("A and B can be dragged, and set by Shift and Ctrl and from the menu") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  const std::vector<float> z = fixture.view->z();
  const ImVec2 corner = fixture.at("map.canvas", 0.1f, 0.1f);
  fixture.drag(fixture.at("map.b"), corner);
  CHECK(distance(fixture.at("map.b"), corner) < 2);
  CHECK_FALSE(fixture.view->end(End::b).picture);
  fixture.window.shift(true);
  fixture.click(fixture.at("map.canvas", 0.9f, 0.1f));
  fixture.window.shift(false);
  CHECK(distance(fixture.at("map.a"), fixture.at("map.canvas", 0.9f, 0.1f)) < 8);
  fixture.click(fixture.at("map.canvas", 0.5f, 0.95f), 1);
  REQUIRE(fixture.shows("picture.to_a"));
  fixture.click("picture.to_a");
  CHECK(distance(fixture.at("map.a"), fixture.at("map.canvas", 0.5f, 0.95f)) < 8);
  CHECK(fixture.view->z() == z);
}

TEST_CASE("the wheel zooms at the pointer, a right drag pans, Fit shows everything again") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  const auto seen = [&] { return fixture.graphics.layers().begin()->second.view; };
  const ui::PointView before = seen();
  fixture.move(fixture.at("map.canvas"));
  fixture.window.wheel(3);
  fixture.frames(2);
  CHECK(seen().right - seen().left < before.right - before.left);
  const float left = seen().left;
  fixture.drag(fixture.at("map.canvas", 0.4f), fixture.at("map.canvas", 0.6f), 1);
  CHECK(seen().left < left);
  CHECK(fixture.view->z() == std::vector<float>{0, 0});
  fixture.click("map.fit");
  fixture.frames(2);
  CHECK(seen().right - seen().left == doctest::Approx(before.right - before.left).epsilon(0.3));
}

TEST_CASE("a class of the legend is highlighted by a click, the others grow faint") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  fixture.click("map.class.3");
  CHECK(fixture.value("map.class.3") == "on");
  const Dataset& data = *fixture.session.dataset();
  const auto& colours = fixture.graphics.layers().begin()->second.clouds.front()->colours;
  for (std::size_t i = 0; i < colours.size(); ++i) {
    CHECK((colours[i] >> 24 > 128) == (data.test.labels[i] == 3));
  }
}

TEST_CASE("behind the points stands what the model makes of every place, until it is switched off") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  fixture.click("map.manifold");
  CHECK(fixture.value("map.manifold") == "off");
  fixture.click("map.manifold");
  const int before = static_cast<int>(fixture.graphics.pictures().size());
  CHECK(fixture.until([&] { return static_cast<int>(fixture.graphics.pictures().size()) >= std::max(1, before); }));
}

TEST_CASE("the manifold has hundreds of pictures, in several parts, none of which is left over when all are there") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  const ImageShape shape = fixture.session.dataset()->shape;
  const auto tiles = [&] {
    int count = 0;
    for (const auto& [texture, image] : fixture.graphics.pictures()) {
      count += image.width / shape.width * (image.height / shape.height);
    }
    return count;
  };
  REQUIRE(fixture.until([&] {
    fixture.frame();
    return tiles() > 600;
  }));
  wait_for_manifold(fixture);
  CHECK(tiles() <= ui::MapManifold::kMost);
  CHECK(fixture.graphics.pictures().size() > 5);
}

TEST_CASE("the manifold follows a z that moves off its plane in every frame") {
  PanelFixture fixture("linear-vae", {{"latent_dim", "6"}});
  fixture.show<ui::MapPanel>();
  wait_for_points(fixture);
  wait_for_manifold(fixture);
  for (const bool training : {false, true}) {
    if (training) {
      fixture.session.train();
      REQUIRE(fixture.until([&] { return fixture.session.status()->state == RunState::training; }));
    }
    const int before = fixture.graphics.uploads();
    float far = 1;
    CHECK(fixture.until([&] {
      far = -far;
      fixture.view->set_z(std::vector<float>(6, far));
      fixture.frame();
      return fixture.graphics.uploads() > before + 3;
    }));
  }
}

TEST_CASE("more than two dimensions are shown along their principal axes") {
  PanelFixture fixture("linear-vae", {{"latent_dim", "6"}});
  fixture.show<ui::MapPanel, ui::LatentPanel>();
  wait_for_points(fixture);
  const ImVec2 to = fixture.at("map.canvas", 0.8f, 0.3f);
  fixture.drag(fixture.at("map.canvas", 0.5f, 0.9f), to);
  CHECK(distance(fixture.at("map.z"), to) < 2);
}

TEST_CASE("a plane through three points holds all three, A to B from left to right, nearest to 0 at its own origin") {
  const std::vector<float> a = {1, 0, 2, 0}, b = {3, 0, 2, 1}, c = {0, 4, 2, -1};
  const auto plane = ui::plane_through(a, b, c);
  REQUIRE(plane);
  for (const auto& point : {a, b, c}) {
    const std::vector<float> again = plane->to_latent(plane->to_map(point.data()), nullptr);
    for (std::size_t i = 0; i < 4; ++i) CHECK(again[i] == doctest::Approx(point[i]).epsilon(1e-5));
  }
  const auto at_a = plane->to_map(a.data()), at_b = plane->to_map(b.data()), at_c = plane->to_map(c.data());
  CHECK(at_b[0] - at_a[0] == doctest::Approx(std::sqrt(5)));
  CHECK(at_b[1] == doctest::Approx(at_a[1]));
  CHECK(at_c[1] > at_a[1]);
  const std::vector<float> zero(4, 0);
  const auto nearest = plane->to_map(zero.data());
  CHECK(std::abs(nearest[0]) + std::abs(nearest[1]) < 1e-5f);
  CHECK_FALSE(ui::plane_through(a, a, c));
  CHECK_FALSE(ui::plane_through({0, 0, 0}, {1, 0, 0}, {5, 0, 0}));
}

TEST_CASE("without an encoder the map is the plane through A, B and z, laid anew when it is asked for") {
  PanelFixture fixture("linear-gan", {{"latent_dim", "40"}});
  fixture.show<ui::MapPanel>();
  REQUIRE(fixture.until([&] { return fixture.shows("map.a") && fixture.shows("map.b"); }));
  fixture.frames(2);
  CHECK(fixture.value("map.through") == "on");
  CHECK_FALSE(fixture.shows("map.across"));
  CHECK(std::abs(fixture.at("map.a").y - fixture.at("map.b").y) < 1);
  CHECK(fixture.at("map.a").x + 40 < fixture.at("map.b").x);
  const ImVec2 z = fixture.at("map.z"), corner = fixture.at("map.canvas", 0.9f, 0.1f);
  CHECK(z.y < fixture.at("map.a").y);
  fixture.drag(z, corner);
  CHECK(distance(fixture.at("map.z"), corner) < 2);
  // Another point off the plane: the map lies still, until Fit lays it through the new one.
  fixture.view->random();
  fixture.frames(2);
  const ImVec2 a = fixture.at("map.a");
  fixture.frames(5);
  CHECK(distance(fixture.at("map.a"), a) < 1);
  fixture.click("map.fit");
  fixture.frames(2);
  CHECK(std::abs(fixture.at("map.a").y - fixture.at("map.b").y) < 1);
}

TEST_CASE("without an encoder the map may be a plane of the prior over two chosen dimensions") {
  PanelFixture fixture("linear-gan", {{"latent_dim", "5"}});
  fixture.show<ui::MapPanel>();
  fixture.frames(3);
  fixture.click("map.through");
  CHECK_FALSE(fixture.shows("map.points"));
  const float other = fixture.view->z()[2];
  CHECK(other != 0);  // it starts at a draw of the prior, where the decoder has learned something
  const ImVec2 to = fixture.at("map.canvas", 0.75f, 0.25f);
  fixture.drag(fixture.at("map.canvas"), to);
  CHECK(fixture.view->z()[0] > 0.5f);
  CHECK(fixture.view->z()[1] > 0.5f);
  CHECK(fixture.view->z()[2] == other);
  fixture.click("map.across");
  fixture.click("map.across.3");
  fixture.drag(fixture.at("map.canvas"), fixture.at("map.canvas", 0.7f, 0.5f));
  CHECK(fixture.view->z()[3] > 0.5f);
}

TEST_CASE("a model of one dimension has a map too") {
  PanelFixture fixture("linear-gan", {{"latent_dim", "1"}});
  fixture.show<ui::MapPanel>();
  fixture.frames(3);
  fixture.drag(fixture.at("map.canvas"), fixture.at("map.canvas", 0.75f, 0.25f));
  CHECK(fixture.view->z()[0] > 0.5f);
}

}  // namespace
}  // namespace zscope
