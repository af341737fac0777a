#include "explore/switchboard.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace zscope {
namespace {

using Manners = Switchboard::Manners;

/// A run that trains, and a thread that has just refreshed something for an hour.
struct Tired {
  std::shared_ptr<Switchboard> board = std::make_shared<Switchboard>(Manners{std::chrono::milliseconds(1), 60, true});
  Switchboard::Worker worker;
  Switchboard::Supply supply{2, true};

  explicit Tired(Switchboard::Clock::duration took = std::chrono::hours(1)) {
    const auto line = board->open();
    board->ask(*line, Question{}, true);
    answer(*next(), 1);
    board->answer(*line);
    const auto refresh = board->next(worker, [] { return Switchboard::Supply{2, false}; });
    REQUIRE(refresh);
    REQUIRE(refresh->refresh);
    answer(*refresh, 2, took);
  }
  std::optional<Switchboard::Task> next() {
    return board->next(worker, [this] { return supply; });
  }
  /// What would be worked on next, and is let go of again.
  std::optional<Switchboard::Task> take() {
    auto task = next();
    board->give_up(worker, *task, {});
    return task;
  }
  void answer(const Switchboard::Task& task, std::uint64_t version, Switchboard::Clock::duration took = {}) {
    board->publish(worker, task, std::make_shared<Answer>(), version, took);
  }
};

}  // namespace

TEST_CASE("while training goes on, a patient question rests like a refresh, and any other comes first") {
  Tired tired;
  const auto patient = tired.board->open(), other = tired.board->open();
  tired.board->ask(*patient, Question{}, false, true);
  const std::uint64_t number = tired.board->ask(*other, Question{}, false);
  CHECK(tired.take()->number == number);
}

TEST_CASE("a patient question is answered at once when training does not go on") {
  Tired tired;
  const auto patient = tired.board->open();
  const std::uint64_t number = tired.board->ask(*patient, Question{}, false, true);
  tired.supply.flowing = false;
  CHECK(tired.take()->number == number);
}

TEST_CASE("what can wait rests twice as long while a hand is at work, and no longer when it has gone") {
  using namespace std::chrono_literals;
  Tired tired(5ms);  // so it rests for 0.3 s
  const auto tired_since = tired.worker.tired_since;
  tired.board->give_way();
  const auto hand_until = Switchboard::Clock::now() + 1s;
  const auto patient = tired.board->open();
  tired.board->ask(*patient, Question{}, false, true);
  CHECK(tired.take()->refresh);
  const auto now = Switchboard::Clock::now();
  CHECK(now >= std::min(tired_since + 600ms, hand_until - 100ms));
}

}  // namespace zscope
