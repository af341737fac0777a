#include "explore/question.h"
#include "metrics/evaluation.h"

#include <algorithm>
#include <numeric>

namespace zscope {

int ClassCensus::samples() const { return std::accumulate(counts.begin(), counts.end(), 0); }

int ClassCensus::covered() const {
  const double least = kCoveredShare * samples() / std::max<double>(1, static_cast<double>(counts.size()));
  return static_cast<int>(std::count_if(counts.begin(), counts.end(), [&](int n) { return n > 0 && n >= least; }));
}

}  // namespace zscope
