#include "ui/panels/metrics.h"

#include "workspace_fixture.h"

#include <doctest/doctest.h>

namespace zscope {
namespace {

/// A run that has been trained for a moment, its metrics in sight.
struct Measured : WorkspaceFixture {
  explicit Measured(const std::string& model = "linear-vae") : WorkspaceFixture() {
    ready({}, model);
    click("workspace.title.metrics");
  }
  void train() {
    toy.session->train();
    REQUIRE(until([&] { return toy.session->status()->step > 20; }));
    toy.session->pause();
    REQUIRE(until([&] { return state() == RunState::paused; }));
    frame(2);
  }
  bool done() {
    return until([&] { return find("metrics.measure") != nullptr; });
  }
};

TEST_CASE("metrics are measured by a click, one or all, and stand where they are named") {
  Measured screen;
  CHECK_FALSE(screen.control("metrics.measure").enabled);  // nothing has been learned yet
  screen.train();
  CHECK(screen.find("metrics.figure.elbo") == nullptr);
  screen.toy.backend->measures_up_to = 0.5;
  screen.click("metrics.sharp");
  CHECK(screen.find("metrics.cancel") != nullptr);
  screen.toy.backend->measures_up_to = 1;
  REQUIRE(screen.done());
  CHECK(screen.value("metrics.sharp") == "measured");
  CHECK(std::stod(screen.value("metrics.figure.sharpness")) >= 0);
  CHECK(screen.find("metrics.series.sharpness_per_class") != nullptr);
  CHECK(screen.value("metrics.basic").empty());
  screen.click("metrics.measure");
  REQUIRE(screen.done());
  CHECK(screen.value("metrics.basic") == "measured");
  CHECK(screen.value("metrics.figure.elbo").starts_with("−"));
}

TEST_CASE("measuring shows how far it is, goes on beside training, and can be cancelled") {
  Measured screen;
  screen.train();
  screen.toy.backend->measures_up_to = 0.5;
  screen.click("metrics.measure");
  REQUIRE(screen.until([&] { return std::stod(screen.value("metrics.progress")) > 0.1; }));
  const std::int64_t step = screen.toy.session->status()->step;
  screen.toy.session->train();
  REQUIRE(screen.until([&] { return screen.toy.session->status()->step > step + 5; }));
  screen.click("metrics.cancel");
  CHECK(screen.find("metrics.measure") != nullptr);
  CHECK_FALSE(screen.toy.session->evaluation().running);
}

TEST_CASE("a metric that the model cannot have says so, and a click on it does nothing") {
  Measured screen("linear-gan");
  screen.train();
  CHECK_FALSE(screen.control("metrics.sharp").enabled);
  screen.click("metrics.sharp");
  CHECK(screen.find("metrics.cancel") == nullptr);
  screen.click("metrics.measure");
  REQUIRE(screen.done());
  CHECK(screen.find("metrics.figure.sharpness") == nullptr);
  CHECK(screen.value("metrics.basic") == "measured");
}

}  // namespace
}  // namespace zscope
