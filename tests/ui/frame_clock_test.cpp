#include "ui/frame_clock.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace zscope {
namespace {

using std::chrono::milliseconds;
using ui::FrameClock;

TEST_CASE("a slider's delay runs from the event to the swap of the frame that shows its answer") {
  FrameClock clock;
  const FrameClock::Time start{};
  clock.event(start);
  clock.begin_frame(start + milliseconds(5));
  clock.asked(7);
  clock.swapped(start + milliseconds(15));
  CHECK(clock.answers().count == 0);
  clock.begin_frame(start + milliseconds(20));
  clock.shown(7);
  clock.swapped(start + milliseconds(32));
  CHECK(clock.answers().count == 1);
  CHECK(clock.answers().worst == doctest::Approx(32));
  CHECK(clock.frames().worst == doctest::Approx(12));
}

TEST_CASE("a question overtaken by a newer one is not counted") {
  FrameClock clock;
  const FrameClock::Time start{};
  clock.begin_frame(start);
  clock.asked(1);
  clock.swapped(start + milliseconds(1));
  clock.begin_frame(start + milliseconds(10));
  clock.asked(2);
  clock.swapped(start + milliseconds(11));
  clock.begin_frame(start + milliseconds(20));
  clock.shown(2);
  clock.swapped(start + milliseconds(21));
  clock.begin_frame(start + milliseconds(30));
  clock.shown(2);
  clock.swapped(start + milliseconds(31));
  CHECK(clock.answers().count == 1);
  CHECK(clock.answers().median == doctest::Approx(11));
}

TEST_CASE("at leisure each thing is renewed twice a second, by frames that renew a few") {
  FrameClock clock;
  const FrameClock::Time start = FrameClock::Time{} + std::chrono::hours(1);
  std::vector<FrameClock::Turn> things(2 * FrameClock::kAtOnce + 1);
  const auto renewed = [&](int at, bool at_leisure) {
    clock.begin_frame(start + milliseconds(at), at_leisure);
    return std::count_if(things.begin(), things.end(), [&](FrameClock::Turn& turn) { return clock.takes_news(turn); });
  };
  CHECK(renewed(0, false) == 2 * FrameClock::kAtOnce + 1);
  CHECK(std::isinf(clock.next_redraw()));
  for (const int round : {1000, 1500}) {
    CHECK(renewed(round, true) == FrameClock::kAtOnce);
    CHECK(clock.next_redraw() < 0.1);
    CHECK(renewed(round + 100, true) == FrameClock::kAtOnce);
    CHECK(renewed(round + 200, true) == 1);
    CHECK(clock.next_redraw() == doctest::Approx(0.3));
    CHECK(renewed(round + 499, true) == 0);
  }
}

TEST_CASE("what fills much of the window waits for a frame with room for it at leisure") {
  FrameClock clock;
  FrameClock::Turn small, large{.size = FrameClock::kAtOnce}, other;
  const FrameClock::Time start = FrameClock::Time{} + std::chrono::hours(1);
  clock.begin_frame(start, true);
  CHECK(clock.takes_news(small));
  CHECK_FALSE(clock.takes_news(large));
  CHECK(clock.takes_news(other));
  clock.begin_frame(start + milliseconds(70), true);
  CHECK(clock.takes_news(large));
  CHECK_FALSE(clock.takes_news(small));
}

TEST_CASE("with more to renew than half a second has room for, everything has its turn") {
  FrameClock clock;
  std::vector<FrameClock::Turn> things(20);
  std::vector<int> renewed(things.size(), 0);
  const FrameClock::Time start = FrameClock::Time{} + std::chrono::hours(1);
  for (int at = 0; at < 20000; at += 150) {
    clock.begin_frame(start + milliseconds(at), true);
    for (std::size_t i = 0; i < things.size(); ++i) renewed[i] += clock.takes_news(things[i]);
  }
  const auto [fewest, most] = std::minmax_element(renewed.begin(), renewed.end());
  CHECK(*fewest > 10);
  CHECK(*most - *fewest <= 1);
}

TEST_CASE("what comes seldom is shown as soon as it comes") {
  FrameClock clock;
  FrameClock::Turn map{.every = 2};
  const FrameClock::Time start = FrameClock::Time{} + std::chrono::hours(1);
  for (int at = 0; at < 10000; at += 3000) {
    clock.begin_frame(start + milliseconds(at), true);
    CHECK(clock.takes_news(map));
  }
}

TEST_CASE("at leisure what costs much is renewed once a second") {
  FrameClock clock;
  FrameClock::Turn map{.every = 2};
  const FrameClock::Time start = FrameClock::Time{} + std::chrono::hours(1);
  int renewed = 0;
  for (int at = 0; at < 4000; at += 500) {
    clock.begin_frame(start + milliseconds(at), true);
    renewed += clock.takes_news(map);
    CHECK_FALSE(clock.takes_news(map));
    CHECK(clock.next_redraw() <= 1);
  }
  CHECK(renewed == 4);
}

TEST_CASE("the window waits only for what was asked in this frame and is not yet shown") {
  FrameClock clock;
  const FrameClock::Time start{};
  clock.begin_frame(start);
  CHECK_FALSE(clock.waiting());
  clock.asked(4);
  CHECK(clock.waiting());
  clock.shown(3);
  CHECK(clock.waiting());
  clock.shown(4);
  CHECK_FALSE(clock.waiting());
  clock.asked(5);
  clock.swapped(start + milliseconds(1));
  clock.begin_frame(start + milliseconds(2));
  CHECK_FALSE(clock.waiting());
}

TEST_CASE("percentiles are of the newest figures, and nothing measured is not a number") {
  FrameClock clock;
  CHECK(std::isnan(clock.frames().p95));
  const FrameClock::Time start{};
  for (int i = 1; i <= 100; ++i) {
    clock.begin_frame(start);
    clock.swapped(start + milliseconds(i));
  }
  CHECK(clock.frames().median == doctest::Approx(50));
  CHECK(clock.frames().p95 == doctest::Approx(95));
  CHECK(clock.frames().p99 == doctest::Approx(99));
  CHECK(clock.frames().worst == doctest::Approx(100));
  clock.reset();
  CHECK(clock.frames().count == 0);
}

}  // namespace
}  // namespace zscope
