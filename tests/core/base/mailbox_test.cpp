#include "base/command_queue.h"
#include "base/jobs.h"
#include "base/journal.h"
#include "base/latest.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace zscope;

TEST_CASE("the newest value of a mailbox wins, and versions rise by one") {
  Latest<int> box;
  CHECK_FALSE(box.get());
  CHECK(box.versioned().version == 0);
  box.set(1);
  box.set(2);
  CHECK(*box.get() == 2);
  CHECK(box.versioned().version == 2);
}

TEST_CASE("a mailbox read while others write never goes back in time") {
  Latest<int> box;
  box.set(0);
  std::jthread writer([&] {
    for (int i = 1; i <= 20000; ++i) box.set(i);
  });
  std::vector<std::jthread> readers;
  std::atomic<bool> fell_back = false;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      int last = 0;
      while (last < 20000) {
        const int now = *box.get();
        if (now < last) fell_back = true;
        last = now;
      }
    });
  }
  readers.clear();
  CHECK_FALSE(fell_back);
}

TEST_CASE("commands arrive once, in the order of each who gave them") {
  CommandQueue<std::pair<int, int>> queue;
  std::vector<std::jthread> posters;
  for (int who = 0; who < 3; ++who) {
    posters.emplace_back([&queue, who] {
      for (int i = 0; i < 1000; ++i) queue.post({who, i});
    });
  }
  std::vector<int> next(3, 0);
  for (int taken = 0; taken < 3000;) {
    for (const auto& [who, number] : queue.wait()) {
      CHECK(number == next[who]++);
      ++taken;
    }
  }
  CHECK(queue.empty());
}

TEST_CASE("a closed queue lets its taker go and still hands out what was given") {
  CommandQueue<int> queue;
  queue.post(1);
  queue.close();
  CHECK(queue.wait().size() == 1);
  CHECK(queue.wait().empty());
  CHECK(queue.closed());
}

TEST_CASE("a journal hands each reader what it has not seen, and says when entries were dropped") {
  Journal<int> journal;
  journal.append(1);
  journal.append(std::vector<int>{2, 3});
  std::vector<int> seen;
  CHECK(journal.read(1, seen) == 3);
  CHECK(seen == std::vector<int>{2, 3});
  const auto generation = journal.generation();
  journal.trim([](int entry) { return entry > 3; });
  CHECK(journal.generation() == generation);
  journal.trim([](int entry) { return entry > 1; });
  CHECK(journal.generation() == generation + 1);
  CHECK(journal.size() == 1);
}

TEST_CASE("jobs run in order, and a job that throws does not end the others") {
  std::vector<int> done;
  Jobs jobs("test-jobs");
  jobs.post([&](Progress&) { done.push_back(1); });
  jobs.post([&](Progress&) { fail("no matter"); });
  jobs.post([&](Progress&) { throw 2; });
  jobs.post([&](Progress&) { done.push_back(3); });
  jobs.flush();
  CHECK(done == std::vector<int>{1, 3});
  CHECK(jobs.pending() == 0);
}

TEST_CASE("a worker that cannot begin tells whoever made it") {
  CHECK_THROWS_WITH_AS(Jobs("test-jobs", [] { fail("no such device"); }), "no such device", Error);
}

TEST_CASE("a cancelled job ends, one cancelled before it began never begins") {
  Jobs jobs("test-jobs");
  std::atomic<bool> began = false;
  bool second_ran = false;
  const auto first = jobs.post([&](Progress& progress) {
    began = true;
    for (;;) {
      progress.throw_if_cancelled();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const auto second = jobs.post([&](Progress&) { second_ran = true; });
  while (!began) std::this_thread::yield();
  second->cancel();
  first->cancel();
  jobs.flush();
  CHECK_FALSE(second_ran);
}

TEST_CASE("closing a worker cancels its job and still does what must be done") {
  bool saved = false;
  bool dropped_ran = false;
  {
    Jobs jobs("test-jobs");
    jobs.post([](Progress& progress) {
      for (;;) {
        progress.throw_if_cancelled();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    jobs.post([&](Progress&) { dropped_ran = true; });
    jobs.must_run([&] { saved = true; });
  }
  CHECK(saved);
  CHECK_FALSE(dropped_ran);
}
