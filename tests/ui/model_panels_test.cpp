// What panels show of models that have more than a vector: classes, categories, maps, a discriminator, a book of codes.

#include "ui/choices.h"
#include "ui/panel_fixture.h"
#include "ui/panels/classes.h"
#include "ui/panels/code_mosaic.h"
#include "ui/panels/codebook.h"
#include "ui/panels/contest.h"
#include "ui/panels/latent.h"
#include "ui/panels/latent_maps.h"
#include "ui/panels/map.h"
#include "ui/panels/samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

void wait_for(PanelFixture& fixture, const std::string& id) {
  REQUIRE(fixture.until([&] { return fixture.shows(id); }));
  fixture.view->zero();  // a model with a codebook starts at a picture
  fixture.frames(2);
}

constexpr int kCategory = 2;  // where the category's three numbers begin
constexpr int kMap = 5;
constexpr int kPlaces = 11;  ///< two vectors of two numbers

// --- choices ---

TEST_CASE("a category is chosen by exchanging its number with the largest, and all other numbers stay") {
  const std::vector<float> z = {9, 0.5f, 1.5f, -1, 7};
  CHECK(ui::with_category(z, 1, 3, 1) == z);
  CHECK(ui::with_category(z, 1, 3, 2) == std::vector<float>{9, 0.5f, -1, 1.5f, 7});
  CHECK(ui::with_category({0, 0, 0}, 0, 3, 2) == std::vector<float>{0, 0, 1});
  CHECK(ui::with_category({-2, -1}, 0, 2, 0) == std::vector<float>{1, -2});
}

TEST_CASE("the point z stands as every class and every category in a row, and a click chooses") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::LatentPanel>();
  wait_for(fixture, "latent.label.9");
  wait_for(fixture, "latent.kind.2");
  CHECK(fixture.value("latent.label.3") != fixture.value("latent.label.4"));
  CHECK(fixture.value("latent.kind.0") != fixture.value("latent.kind.1"));
  fixture.click("latent.label.4");
  CHECK(fixture.view->label() == 4);
  fixture.click("latent.kind.2");
  const std::vector<float>& z = fixture.view->z();
  CHECK(std::max_element(z.begin() + kCategory, z.begin() + kCategory + 3) - z.begin() == kCategory + 2);
  CHECK(fixture.view->label() == 4);
  fixture.click("latent.undo");
  CHECK(fixture.view->z()[kCategory + 2] == 0);
}

TEST_CASE("blocks stand apart under their names, choices have no sliders, and numbers bear their block's letter") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::LatentPanel>();
  wait_for(fixture, "latent.block.map");
  // What arrives later moves what stands below it.
  for (const char* id : {"latent.label.9", "latent.kind.2"}) wait_for(fixture, id);
  REQUIRE(fixture.until([&] { return fixture.view->survey() != nullptr; }));
  CHECK(fixture.shows("latent.block.kind"));
  CHECK_FALSE(fixture.shows("latent.z.3"));
  fixture.move(fixture.at("latent.block.map"));
  for (int i = 0; i < 40; ++i) {
    fixture.window.wheel(-3);
    fixture.frame();
  }
  REQUIRE(fixture.shows("latent.block.noise"));
  CHECK(fixture.map.find("latent.z.10")->label == "c2");
  CHECK(fixture.at("latent.z.10").y < fixture.at("latent.z.0").y);  // noise comes last
  fixture.click("latent.block.noise");
  CHECK(fixture.value("latent.block.noise") == "folded");
  CHECK_FALSE(fixture.shows("latent.z.0"));
  fixture.click("latent.random.code");
  CHECK(fixture.view->z()[10] != 0);
  CHECK(fixture.view->z()[0] == 0);
  PanelFixture plain;
  plain.show<ui::LatentPanel>();
  plain.frames(5);
  CHECK(plain.count("latent.block.") == 0);
}

TEST_CASE("a model that learns from draws of the prior begins at one, and its sliders reach as far as the prior does") {
  PanelFixture gan("linear-gan", {{"latent_dim", "9"}});
  gan.show<ui::LatentPanel>();
  CHECK(gan.view->z() != std::vector<float>(9, 0));
  PanelFixture fixture("linear-parts");
  fixture.show<ui::LatentPanel>();
  wait_for(fixture, "latent.z.5");
  REQUIRE(fixture.until([&] { return fixture.view->dimensions().known(); }));
  fixture.frames(2);
  fixture.drag(fixture.at("latent.z.5", 0.5f), fixture.at("latent.z.5", 1));
  CHECK(fixture.view->z()[5] >= 3);
}

TEST_CASE("the classes panel shows other points below z, each as every class, a click takes point and class") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::ClassesPanel>();
  wait_for(fixture, "classes.tile.39");
  CHECK(fixture.value("classes.tile.0") != fixture.value("classes.tile.1"));
  CHECK(fixture.count("classes.tile.") % 10 == 0);
  const std::string second = fixture.value("classes.tile.12");
  fixture.click("classes.new");
  CHECK(fixture.until([&] { return fixture.value("classes.tile.12") != second; }));
  fixture.frames(2);
  const std::string clicked = fixture.value("classes.tile.27");
  fixture.click("classes.tile.27");
  CHECK(fixture.view->label() == 7);
  CHECK(fixture.view->z() != std::vector<float>(15, 0));
  CHECK(fixture.until([&] { return fixture.value("classes.tile.7") == clicked; }));
}

// --- maps ---

TEST_CASE("a map's deviations are those of its rows times those of its columns") {
  const std::vector<float> rows = {0.5f, 0.1f}, columns = {2, 1, 0.5f};  // columns: geometric mean 1
  std::vector<float> log_variances;
  for (const float row : rows) {
    for (const float column : columns) log_variances.push_back(2 * std::log(row * column));
  }
  const ui::MapDeviations found = ui::map_deviations(log_variances.data(), 2, 3);
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(found.rows[i] == doctest::Approx(rows[i]));
  for (std::size_t i = 0; i < columns.size(); ++i) CHECK(found.columns[i] == doctest::Approx(columns[i]));
}

TEST_CASE("a cell of a map is dragged up and down, and beside it stands how sure the encoder is of row and column") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::LatentPanel>();
  wait_for(fixture, "latent.row.0.1");
  CHECK(fixture.shows("latent.column.0.1"));
  CHECK(std::stof(fixture.value("latent.row.0.0")) > 0);
  const std::string cell = "latent.cell." + std::to_string(kMap + 1);
  const ImVec2 from = fixture.at(cell);
  fixture.drag(from, {from.x, from.y - 60});
  CHECK(fixture.view->z()[kMap + 1] > 0.5f);
  CHECK(fixture.view->z()[kMap] == 0);
  CHECK(std::stof(fixture.value(cell)) == doctest::Approx(fixture.view->z()[kMap + 1]).epsilon(0.02));
  fixture.click("latent.undo");
  CHECK(fixture.view->z()[kMap + 1] == 0);
}

// --- the discriminator ---

TEST_CASE("what the discriminator says of both sorts is shown, and follows training") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::ContestPanel>();
  wait_for(fixture, "contest.histogram");
  CHECK(fixture.map.find("contest.real")->label == "toys");
  CHECK(fixture.map.find("contest.fake")->label == "imitations");
  CHECK(std::stof(fixture.value("contest.real")) > std::stof(fixture.value("contest.fake")));
  CHECK_FALSE(fixture.note(0).empty());
  fixture.move(fixture.at("contest.histogram"));
  fixture.frames(3);
  const std::string before = fixture.value("contest.pairs");
  fixture.session.train();
  CHECK(fixture.until([&] { return fixture.value("contest.pairs") != before; }));
}

// --- the codebook ---

TEST_CASE("the codes of the book are shown with their use, by number or the most used first") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::CodebookPanel>();
  wait_for(fixture, "codebook.code.3");
  CHECK(std::stof(fixture.value("codebook.perplexity")) == doctest::Approx(2.83).epsilon(0.01));
  CHECK(fixture.at("codebook.code.0").x < fixture.at("codebook.code.1").x);
  fixture.click("codebook.by_use");
  CHECK(fixture.at("codebook.code.1").x < fixture.at("codebook.code.0").x);
  CHECK(fixture.count("codebook.code.") == 4);
}

TEST_CASE("a place stands for the code that its vector is nearest to") {
  const std::vector<float> book = {0, 0, 1, 0, 0, 1, 1, 1}, vectors = {0.9f, 0.2f, 0.4f, 0.6f, 5, 5};
  CHECK(ui::nearest_codes(vectors.data(), 3, book, 2) == std::vector<int>{1, 2, 3});
}

TEST_CASE("a code that is taken up in the codebook is painted on the places of z, and one undo takes a stroke back") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::LatentPanel, ui::CodebookPanel>();
  wait_for(fixture, "codebook.code.3");
  fixture.move(fixture.at("latent.label.0"));
  for (int i = 0; i < 60; ++i) {
    fixture.window.wheel(-1);
    fixture.frame();
  }
  REQUIRE(fixture.until([&] { return fixture.shows("latent.place.1"); }));
  CHECK(fixture.value("latent.place.0") == "1");
  fixture.click("codebook.code.2");
  CHECK(fixture.view->brush() == 2);
  fixture.drag("latent.place.0", "latent.place.1");
  const std::vector<float>& z = fixture.view->z();
  CHECK(std::vector<float>(z.begin() + kPlaces, z.end()) == std::vector<float>{0, 1, 0, 1});
  CHECK(fixture.value("latent.place.1") == "3");
  fixture.view->undo();
  CHECK(fixture.view->z() == std::vector<float>(15, 0));
  fixture.frames(2);
  fixture.click(fixture.at("latent.place.1"), 1);
  CHECK(fixture.view->brush() == 0);
}

TEST_CASE("a model with a codebook starts at a picture, as its weights have it, until z is moved") {
  PanelFixture fixture("linear-parts");
  fixture.show<ui::CodebookPanel>();
  REQUIRE(fixture.until([&] { return fixture.view->z() != std::vector<float>(15, 0); }));
  const std::vector<float> untrained = fixture.view->z();
  fixture.session.train();
  CHECK(fixture.until([&] { return fixture.view->z() != untrained; }));
  CHECK_FALSE(fixture.view->can_undo());
  fixture.view->zero();
  fixture.frames(20);
  CHECK(fixture.view->z() == std::vector<float>(15, 0));
}

// --- the prior ---

TEST_CASE("the prior's draws lie on the map when asked for, the same ones as long as the map lies still") {
  PanelFixture fixture;
  fixture.show<ui::MapPanel>();
  REQUIRE(fixture.until([&] { return fixture.view->survey() && !fixture.graphics.layers().empty(); }));
  fixture.frames(2);
  CHECK(fixture.graphics.layers().size() == 1);
  fixture.click("map.prior");
  fixture.frames(2);
  REQUIRE(fixture.graphics.layers().size() == 2);
  const auto& cloud = std::prev(fixture.graphics.layers().end())->second.clouds.front();
  REQUIRE(cloud->positions.size() == 4000);
  double square = 0;
  for (const float x : cloud->positions) square += double{x} * x / 4000;
  CHECK(square == doctest::Approx(1).epsilon(0.1));
  const auto before = cloud;
  fixture.frames(5);
  CHECK(std::prev(fixture.graphics.layers().end())->second.clouds.front() == before);
}

}  // namespace
}  // namespace zscope
