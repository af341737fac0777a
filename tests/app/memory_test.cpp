#include "base/process.h"

#include <doctest/doctest.h>

#include <cstring>

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
