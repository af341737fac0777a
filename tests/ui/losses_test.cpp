#include "ui/panels/losses.h"

#include "workspace_fixture.h"

#include <doctest/doctest.h>

namespace zscope {
namespace {

/// A run that has been trained for a while and is paused.
struct Trained : WorkspaceFixture {
  Trained() {
    ready();
    frame(2);
    CHECK(find("losses.plot") == nullptr);
    toy.session->train();
    REQUIRE(until([&] { return toy.session->status()->step > 150; }));
    toy.session->pause();
    REQUIRE(until([&] { return state() == RunState::paused; }));
    frame(3);
  }
};

TEST_CASE("losses are drawn live, named in the legend, and toggled by clicking it") {
  Trained screen;
  CHECK(std::stod(screen.value("losses.plot")) > 0);
  for (const char* name : {"loss", "reconstruction", "kl"}) {
    const std::string id = std::string("losses.legend.") + name;
    CHECK(screen.value(id) == "on");
    screen.click(id);
    CHECK(screen.value(id) == "off");
    screen.click(id);
    CHECK(screen.value(id) == "on");
  }
}

TEST_CASE("quantities of the same order stand on a linear axis, until a person says otherwise") {
  Trained screen;
  CHECK(screen.value("losses.log") == "off");
  screen.click("losses.log");
  screen.frame(5);
  CHECK(screen.value("losses.log") == "on");
}

TEST_CASE("the plot can be moved by hand, and Fit follows the run again") {
  Trained screen;
  CHECK(screen.value("losses.fit") == "on");
  screen.drag(screen.at("losses.plot", 0.4f, 0.5f), screen.at("losses.plot", 0.6f, 0.6f));
  CHECK(screen.value("losses.fit") == "off");
  screen.click("losses.fit");
  CHECK(screen.value("losses.fit") == "on");
  screen.drag(screen.at("losses.plot", 0.3f, 0.3f), screen.at("losses.plot", 0.5f, 0.7f), 1);
  CHECK(screen.value("losses.fit") == "off");
  screen.double_click(screen.at("losses.plot", 0.4f, 0.6f));
  CHECK(screen.value("losses.fit") == "on");
}

TEST_CASE("logarithmic axis, smoothing and what counts along the bottom are a click away") {
  Trained screen;
  screen.click("losses.log");
  CHECK(screen.value("losses.log") == "on");
  screen.click("losses.axis");
  screen.click("losses.axis.1");
  CHECK(screen.value("losses.axis") == "epoch");
  const auto track = screen.control("losses.smoothing");
  screen.click(ImVec2{track.x + track.width - 1, track.y + track.height / 2});
  CHECK(screen.value("losses.smoothing") == "0.99");
}

TEST_CASE("another run begins with an empty plot") {
  Trained screen;
  screen.ready();
  CHECK(screen.until([&] { return screen.find("losses.plot") == nullptr; }));
}

}  // namespace
}  // namespace zscope
