#include "ui/panels/compare.h"

#include "base/file.h"
#include "workspace_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

namespace zscope {
namespace {

/// Runs that were trained for a moment, the last of which is open, and the panel that compares them.
struct Comparing : WorkspaceFixture {
  void train(const std::string& model, const std::string& data = "toy", std::int64_t steps = 40) {
    RunRequest request = toy.request();
    request.model = model;
    request.data = data;
    request.steps = steps;
    toy.session->open(request);
    REQUIRE(until([&] { return state() == RunState::ready; }));
    toy.session->train();
    REQUIRE(until([&] { return state() == RunState::finished; }));
  }
  void show() {
    click("workspace.title.compare");
    REQUIRE(until([&] { return find("compare.run.0") != nullptr; }));
  }
  /// The number of lines that can be ticked.
  bool lists(int able) {
    return until([&] {
      const auto& controls = workspace->map().controls();
      return std::count_if(controls.begin(), controls.end(), [](const auto& control) {
               return control.id.starts_with("compare.run.") && control.enabled;
             }) == able;
    });
  }
  void compare() {
    click("compare.start");
    REQUIRE(until([&] { return find("compare.report") != nullptr; }));
  }
};

TEST_CASE("runs on the same data are ticked and compared by a click: figures, and the same pictures") {
  Comparing screen;
  screen.train("linear-vae", "others");
  screen.train("linear-gan");
  screen.train("linear-vae", "toy", 160);
  screen.show();
  REQUIRE(screen.lists(2));
  CHECK(screen.value("compare.others") == "1");
  CHECK(screen.value("compare.run.0") == "on");  // the open run
  CHECK(screen.value("compare.run.1") == "off");
  CHECK_FALSE(screen.control("compare.start").enabled);
  screen.click("compare.run.1");
  CHECK(screen.value("compare.run.1") == "on");

  screen.toy.backend->measures_up_to = 0.3;
  screen.click("compare.start");
  REQUIRE(screen.until([&] { return std::stod(screen.value("compare.progress")) > 0.1; }));
  screen.click("compare.stop");
  CHECK(screen.find("compare.progress") == nullptr);
  screen.toy.backend->measures_up_to = 1;
  screen.compare();

  CHECK(screen.find("compare.fact.elbo") != nullptr);
  CHECK_FALSE(screen.value("compare.fact.elbo").empty());  // one of them is the better
  screen.double_click(screen.at("workspace.title.compare"));
  screen.frame(2);
  CHECK(screen.control("compare.inputs.0").kind == "picture");
  CHECK(screen.control("compare.reconstructions.0").kind == "picture");
  CHECK(screen.control("compare.reconstructions.1").label == "has no encoder");
  CHECK(screen.value("compare.samples.0") != screen.value("compare.samples.1"));
  CHECK(screen.find("compare.interpolation.0.0") != nullptr);

  // Other runs can be chosen, and the result is not lost by looking at the list.
  screen.click("compare.choose");
  CHECK(screen.find("compare.run.0") != nullptr);
  screen.click("compare.back");
  CHECK(screen.find("compare.fact.elbo") != nullptr);
}

TEST_CASE(
    "a comparison shows how its runs learned, and its report lies among saved pictures, and nothing is overwritten") {
  Comparing screen;
  screen.train("linear-vae");
  screen.train("linear-vae");
  screen.show();
  REQUIRE(screen.lists(2));
  screen.click("compare.run.1");
  screen.compare();
  screen.double_click(screen.at("workspace.title.compare"));
  screen.frame(2);
  CHECK(screen.control("compare.curves").kind == "plot");
  CHECK(screen.find("compare.legend.1") != nullptr);
  const std::filesystem::path folder = screen.folder.path / "pictures";
  screen.click("compare.report");
  REQUIRE(screen.until([&] { return std::filesystem::exists(folder / "compare.html"); }));
  CHECK(screen.until([&] { return screen.workspace->view().notice().find("compare.html") != std::string::npos; }));
  screen.click("compare.report");
  CHECK(screen.until([&] { return std::filesystem::exists(folder / "compare-2.html"); }));
  CHECK(read_file(folder / "compare.html").starts_with("<!doctype html>"));
}

TEST_CASE("where there is nothing to compare, the panel says what to do") {
  Comparing screen;
  screen.ready();
  screen.show();
  REQUIRE(screen.until([&] { return screen.find("compare.advice") != nullptr; }));
  CHECK(screen.control("compare.advice").label.find("two runs") != std::string::npos);
  CHECK_FALSE(screen.control("compare.run.0").enabled);  // not saved yet
  CHECK_FALSE(screen.control("compare.start").enabled);
  // It is there once it has been saved.
  screen.toy.session->train();
  REQUIRE(screen.until([&] { return screen.toy.session->status()->step > 10; }));
  screen.toy.session->stop();
  CHECK(screen.lists(1));
  CHECK(screen.until([&] { return screen.value("compare.run.0") == "on"; }));
}

TEST_CASE("a run that cannot be read says so in a sentence") {
  Comparing screen;
  screen.train("linear-gan");
  const std::filesystem::path broken = screen.toy.session->status()->directory;
  screen.train("linear-vae");
  screen.show();
  REQUIRE(screen.lists(2));
  std::filesystem::remove_all(broken / "checkpoints");
  screen.click("compare.run.1");
  screen.click("compare.start");
  REQUIRE(screen.until([&] { return screen.find("compare.error") != nullptr; }));
  CHECK(screen.control("compare.error").label.find("no checkpoint") != std::string::npos);
}

}  // namespace
}  // namespace zscope
