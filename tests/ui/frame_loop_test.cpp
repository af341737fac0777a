#include "app/frame_loop.h"

#include <doctest/doctest.h>

#include <cmath>

namespace zscope {
namespace {

using app::FrameLoop;
constexpr double kNever = std::numeric_limits<double>::infinity();

FrameLoop::Time at(double seconds) {
  return FrameLoop::Time{} +
         std::chrono::duration_cast<FrameLoop::Time::duration>(std::chrono::duration<double>(1000 + seconds));
}

/// A loop that has drawn what it wanted to draw at its start.
FrameLoop quiet_loop(bool software) {
  FrameLoop loop(software);
  for (int i = 0; i < 4; ++i) loop.drawn(at(-2), 16, kNever);
  return loop;
}

TEST_CASE("an idle window is not drawn") {
  const FrameLoop loop = quiet_loop(true);
  CHECK(loop.due(at(0)) == kNever);
  CHECK(loop.due(at(5000)) == kNever);
}

TEST_CASE("input is drawn at once, until what it opens has settled and a tooltip had its time") {
  FrameLoop loop = quiet_loop(true);
  loop.input(at(0));
  CHECK(loop.due(at(0)) == 0);
  double now = 0;
  int frames = 0;
  while (loop.due(at(now)) != kNever) {
    now += std::max(0.001, loop.due(at(now)));
    loop.drawn(at(now), 5, kNever);
    REQUIRE(++frames < 20);
  }
  CHECK(frames == 4);
  CHECK(now >= 0.45);
}

TEST_CASE("news are drawn at once while a person is at work, and on a budget while they watch software OpenGL") {
  FrameLoop loop = quiet_loop(true);
  loop.input(at(-1));
  for (int i = 0; i < 3; ++i) loop.drawn(at(0), 16, kNever);
  loop.news(at(0.001));
  CHECK(loop.due(at(0.001)) > 0.05);
  CHECK(loop.due(at(0.001)) < 0.25);
  loop.input(at(0.01));
  for (int i = 0; i < 3; ++i) loop.drawn(at(0.02), 16, kNever);
  loop.news(at(0.03));
  CHECK(loop.due(at(0.03)) < 0.04);
  loop.news(at(0.03), true);
  CHECK(loop.due(at(0.03)) == 0);

  FrameLoop card = quiet_loop(false);
  card.drawn(at(0), 1, kNever);
  card.news(at(0.001));
  CHECK(card.due(at(0.001)) < 0.02);
}

TEST_CASE(
    "hands that have rested leave nearly all to training: fewer news are drawn, but two frames a second at least") {
  FrameLoop loop = quiet_loop(true);
  loop.input(at(0));
  for (const double milliseconds : {2.0, 16.0, 90.0}) {
    for (int i = 0; i < 40; ++i) loop.drawn(at(9), milliseconds, kNever);
    loop.news(at(9));
    const double watching = loop.due(at(9));
    for (int i = 0; i < 40; ++i) loop.drawn(at(11), milliseconds, kNever);
    loop.news(at(11));
    CHECK(loop.due(at(11)) >= watching);
    CHECK(loop.due(at(11)) >= std::min(0.5, 0.04 * milliseconds));
    CHECK(loop.due(at(11)) <= 0.5);
  }
}

TEST_CASE("a dragging hand is followed by thirty-four frames a second, more where they are cheap, fewer where dear") {
  for (const double milliseconds : {1.0, 4.0, 15.0, 30.0}) {
    FrameLoop loop = quiet_loop(true);
    for (int i = 0; i < 40; ++i) loop.drawn(at(0), milliseconds, kNever);
    loop.input(at(0.001));
    const double from_begin_to_begin = loop.due(at(0.001)) + 0.001 + milliseconds / 1000;
    CHECK(from_begin_to_begin <= std::max(1.0 / 34, 0.0015 * milliseconds) + 1e-5);
    CHECK(from_begin_to_begin >= std::min(1.0 / 34, 0.005 * milliseconds) - 1e-9);
    CHECK(loop.due(at(0.03)) == 0);
  }
}

TEST_CASE("training gets nearly all only after hands have rested, and only where drawing takes from it") {
  FrameLoop software = quiet_loop(true), card = quiet_loop(false);
  for (FrameLoop* loop : {&software, &card}) loop->input(at(0));
  CHECK_FALSE(software.at_leisure(at(5)));
  CHECK(software.at_leisure(at(15)));
  CHECK_FALSE(card.at_leisure(at(15)));
  software.input(at(15.5));
  CHECK_FALSE(software.at_leisure(at(15.5)));
}

TEST_CASE("what the hand does after a slow frame does not wait for a long rest as well") {
  FrameLoop loop = quiet_loop(true);
  for (int i = 0; i < 40; ++i) loop.drawn(at(0), 4, kNever);
  loop.drawn(at(0), 25, kNever);
  loop.input(at(0.001));
  CHECK(loop.due(at(0.001)) < 0.01);
}

TEST_CASE("a panel that moves gets the frame it asks for") {
  FrameLoop loop = quiet_loop(true);
  loop.drawn(at(0), 16, 0.05);
  CHECK(loop.due(at(0)) == doctest::Approx(0.05));
  CHECK(loop.due(at(0.06)) == 0);
}

}  // namespace
}  // namespace zscope
