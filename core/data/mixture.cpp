#include "data/mixture.h"

#include <algorithm>
#include <limits>

namespace zscope {

ModeCount count_modes(const Mixture& mixture, const float* points, std::int64_t count) {
  const double reach = 9 * mixture.deviation * mixture.deviation;
  ModeCount out;
  out.counts.assign(static_cast<std::size_t>(mixture.modes()), 0);
  std::int64_t good = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t nearest = 0;
    for (std::size_t mode = 0; mode < out.counts.size(); ++mode) {
      const double x = double{points[2 * i]} - mixture.centres[2 * mode],
                   y = double{points[2 * i + 1]} - mixture.centres[2 * mode + 1];
      if (x * x + y * y >= least) continue;
      least = x * x + y * y;
      nearest = mode;
    }
    if (!(least <= reach)) continue;
    ++out.counts[nearest];
    ++good;
  }
  out.found = static_cast<int>(out.counts.size() -
                               static_cast<std::size_t>(std::count(out.counts.begin(), out.counts.end(), 0)));
  out.high_quality = count > 0 ? static_cast<double>(good) / static_cast<double>(count) : 0;
  return out;
}

}  // namespace zscope
