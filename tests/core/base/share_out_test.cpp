#include "base/share_out.h"

#include <doctest/doctest.h>

#include <new>
#include <vector>

using namespace zscope;

TEST_CASE("work that is shared out is done once each, however many threads there are") {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<std::atomic<int>> done(500);
    Progress progress;
    share_out(done.size(), threads, progress, "counting", [&](std::size_t i) { ++done[i]; });
    for (const std::atomic<int>& times : done) CHECK(times == 1);
    CHECK(progress.latest().what == "counting");
  }
  Progress progress;
  share_out(0, 4, progress, "nothing", [](std::size_t) { fail("there is nothing to do"); });
}

TEST_CASE("what goes wrong in one of the threads reaches the caller as an error, and no more is begun") {
  Progress progress;
  std::atomic<int> begun = 0;
  const auto broken = [&](std::size_t) {
    ++begun;
    fail("the picture is broken");
  };
  CHECK_THROWS_WITH_AS(share_out(1000, 4, progress, "reading", broken), "the picture is broken", Error);
  CHECK(begun <= 4);
  const auto large = [](std::size_t) { throw std::bad_alloc(); };
  CHECK_THROWS_WITH_AS(share_out(10, 4, progress, "reading", large),
                       "There is not enough memory for reading; close other programs, or take less.", Error);
}

TEST_CASE("work that is shared out can be cancelled from within or without") {
  Progress progress;
  const auto ends = [](std::size_t) { throw Cancelled(); };
  CHECK_THROWS_AS(share_out(10, 2, progress, "writing", ends), Cancelled);
  progress.cancel();
  const auto never = [](std::size_t) { fail("this was cancelled before it began"); };
  CHECK_THROWS_AS(share_out(10, 2, progress, "writing", never), Cancelled);
}
