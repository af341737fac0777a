#include "base/process.h"
#include "base/thread.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <thread>

#include <sys/mman.h>

using namespace zscope;

TEST_CASE("the memory that a process takes at most is measured anew when asked") {
  const double before = peak_memory();
  CHECK(before > 0);
  {
    // From the system itself: an allocator (a sanitizer's above all) may keep what is freed.
    constexpr std::size_t kSize = 200 << 20;
    void* const large = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(large != MAP_FAILED);
    std::memset(large, 1, kSize);
    CHECK(peak_memory() > before + 150);
    munmap(large, kSize);
  }
  reset_peak_memory();
  CHECK(peak_memory() < before + 150);
}

TEST_CASE("processor time is told by the threads' names, of numbered ones together") {
  const auto work = [](const char* name) {
    enter_named_thread(name);
    const auto start = thread_time();
    while (thread_time() - start < std::chrono::milliseconds(20)) {
    }
    const auto times = thread_seconds();
    const auto found = times.find("test-worker");
    CHECK(found != times.end());
    if (found != times.end()) CHECK(found->second >= 0.02);
  };
  std::thread(work, "test-worker").join();
  std::thread(work, "test-worker-17").join();
  // They have ended, which the system may learn a moment after those who waited for it.
  for (int i = 0; i < 1000 && thread_seconds().contains("test-worker"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK_FALSE(thread_seconds().contains("test-worker"));
}
