#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace zscope {

/// How measured values are spread; NaN when there are none.
struct Quantiles {
  std::size_t count = 0;
  double median = std::numeric_limits<double>::quiet_NaN();
  double p95 = median, p99 = median;  ///< the value that 95 (99) of 100 do not exceed
  double least = median, worst = median;
};

/// By the nearest rank: each is a value that was measured. In no particular order.
Quantiles quantiles(std::vector<double> values);

}  // namespace zscope
