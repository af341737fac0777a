#include "explore/switchboard.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace zscope {
namespace {

using namespace std::chrono_literals;
using Clock = Switchboard::Clock;

/// A run that trains, and the thread that answers: two lines follow it, each with a tenth of its time.
struct Desk {
  std::shared_ptr<Switchboard> board = std::make_shared<Switchboard>(Switchboard::Manners{10ms, 0.2, true});
  Switchboard::Worker worker;
  Switchboard::Supply supply{1, true};
  std::shared_ptr<ChannelState> costly = board->open(), cheap = board->open();
  Clock::time_point costly_done;

  /// The answer to the costly line took its time, after so long a training.
  explicit Desk(Clock::duration trained, Clock::duration took = 30ms) {
    board->ask(*costly, Question{}, true);
    board->ask(*cheap, Question{}, true);
    answer(*next());
    answer(*next());
    std::this_thread::sleep_for(trained);
    renew();
    while (answer_next(took) != costly) {
    }
    costly_done = Clock::now();
    renew();
  }
  /// There are newer weights, and the panels have seen what there is.
  void renew() {
    ++supply.version;
    board->answer(*costly);
    board->answer(*cheap);
  }
  std::optional<Switchboard::Task> next() {
    return board->next(worker, [this] { return supply; });
  }
  void answer(const Switchboard::Task& task, Clock::duration took = {}, bool whole = true) {
    auto answer = std::make_shared<Answer>();
    answer->whole = whole;
    board->publish(worker, task, std::move(answer), supply.version, took);
  }
  /// Answers what is next; the costly line takes its time.
  std::shared_ptr<ChannelState> answer_next(Clock::duration costly_took) {
    const auto task = next();
    answer(*task, task->line == costly ? costly_took : Clock::duration());
    renew();
    return task->line;
  }
  /// How long after its answer the costly line had its turn again, and how many of the other came before.
  std::pair<Clock::duration, int> wait_for_costly() {
    for (int others = 0;; ++others) {
      if (answer_next({}) == costly) return {Clock::now() - costly_done, others};
    }
  }
};

}  // namespace

TEST_CASE("while training goes on, a costly answer rests for its line's part of the time, and cheap ones go on") {
  Desk desk(1300ms);
  const auto [waited, others] = desk.wait_for_costly();
  CHECK(waited >= 300ms);
  CHECK(others >= 3);
}

TEST_CASE("soon after training began, rests are a fourth of the time since at most") {
  Desk desk(80ms, 1h);
  CHECK(desk.wait_for_costly().first < 1h);  // its part of the time would be ten hours
}

TEST_CASE("what nobody waits for rests twice as long while a hand is at work, and no longer when it has gone") {
  Desk desk(1300ms);
  desk.board->give_way();
  const auto hand_until = Clock::now() + 1s;
  desk.wait_for_costly();
  CHECK(Clock::now() >= std::min(desk.costly_done + 600ms, hand_until - 100ms));
}

TEST_CASE("while training goes on, a patient question rests as its line does, and any other comes first") {
  Desk desk(1300ms);
  Question again;
  again.subject.run = 1;
  desk.board->ask(*desk.costly, again, false, true);
  const auto other = desk.board->open();
  const std::uint64_t number = desk.board->ask(*other, Question{}, false);
  const auto first = desk.next();
  CHECK(first->number == number);
  desk.answer(*first);
  CHECK(desk.wait_for_costly().first >= 300ms);
}

TEST_CASE("a patient question is answered at once when training does not go on") {
  Desk desk(0ms);
  Question again;
  again.subject.run = 1;
  const std::uint64_t number = desk.board->ask(*desk.costly, again, false, true);
  desk.supply.flowing = false;
  const auto task = desk.next();
  CHECK(task->number == number);
  desk.answer(*task);
}

TEST_CASE("an answer that is not whole is gone on with until it is, though no newer weights come") {
  Desk desk(0ms);
  desk.supply.flowing = false;
  desk.board->rest(*desk.cheap);
  for (int part = 0; part < 3; ++part) {
    const auto task = desk.next();
    REQUIRE(task);
    CHECK(task->line == desk.costly);
    CHECK(task->refresh);
    desk.answer(*task, 1h, part == 2);
  }
  desk.board->dismiss(desk.worker);
  CHECK_FALSE(desk.next());
}

TEST_CASE("news is what has been answered and not looked at, and none is left when another run is opened") {
  const auto board = std::make_shared<Switchboard>(Switchboard::Manners{10ms, 0.2, true});
  Switchboard::Worker worker;
  const auto line = board->open();
  const auto answer = [&] {
    const auto task = board->next(worker, [] { return Switchboard::Supply{1, false}; });
    board->publish(worker, *task, std::make_shared<Answer>(), 1, {});
  };
  CHECK_FALSE(board->has_news(*line));
  board->ask(*line, Question{}, false);
  CHECK_FALSE(board->has_news(*line));
  answer();
  CHECK(board->has_news(*line));
  CHECK(board->answer(*line));
  CHECK_FALSE(board->has_news(*line));
  board->ask(*line, Question{{}, DecodeQuestion{1, {0}, {}, 1}}, false);
  answer();
  board->change_run(1);
  CHECK_FALSE(board->has_news(*line));
}

}  // namespace zscope
