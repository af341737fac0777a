#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscope {

/// The weights at a step: immutable, cheap to hand between threads, meaningful to the backend that made it.
struct Snapshot {
  std::int64_t step = 0;
  double epoch = 0;
  std::vector<std::byte> parameters;  ///< the arena, as it lies in memory
  std::vector<std::byte> buffers;
};

}  // namespace zscope
