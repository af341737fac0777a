#include "ui/panels/class_strip.h"

#include "workspace_fixture.h"

#include <doctest/doctest.h>

namespace zscope {
namespace {

/// A model that has been trained for a moment; no classifier is there yet.
struct Counted : WorkspaceFixture {
  explicit Counted(const std::string& model = "linear-gan") : WorkspaceFixture() {
    ready({}, model);
    if (find("workspace.title.samples")->value == "off") click("workspace.title.samples");
    toy.session->train();
    // The window looks at how far training is now and then.
    REQUIRE(until([&] { return find("census.train") && find("census.train")->enabled; }));
  }
  bool counts() {
    return until([&] { return find("census.covered") != nullptr; });
  }
};

TEST_CASE("where samples fall among the classes is counted after one click that trains a classifier") {
  Counted screen;
  CHECK(screen.find("census.covered") == nullptr);
  screen.toy.backend->measures_up_to = 0.5;
  screen.click("census.train");
  CHECK(screen.find("census.progress") != nullptr);
  screen.click("census.cancel");
  CHECK(screen.find("census.train") != nullptr);

  screen.toy.backend->measures_up_to = 1;
  screen.click("census.train");
  REQUIRE(screen.counts());
  CHECK(screen.value("census.covered") == "9 of 10");
  CHECK(screen.value("census.class.0") == "28");
  CHECK(screen.value("census.class.9") == "0");
  CHECK(screen.find("samples.tile.63") != nullptr);
}

TEST_CASE("a classifier that is there is used at once, of codes out of a book nothing is counted") {
  Counted screen;
  screen.click("census.train");
  REQUIRE(screen.counts());
  screen.ready({}, "linear-vae");
  CHECK(screen.counts());
  CHECK(screen.find("census.train") == nullptr);
  screen.ready({}, "linear-parts");
  screen.frame(3);
  CHECK(screen.find("census.train") == nullptr);
  CHECK(screen.find("census.covered") == nullptr);
}

TEST_CASE("a class is covered from a tenth of an even share of the samples on") {
  CHECK(ClassCensus{{50, 48, 2}}.covered() == 2);
  CHECK(ClassCensus{{50, 46, 4}}.covered() == 3);
  CHECK(ClassCensus{{0, 0}}.covered() == 0);
  CHECK(ClassCensus{{1, 2, 3}}.samples() == 6);
}

}  // namespace
}  // namespace zscope
