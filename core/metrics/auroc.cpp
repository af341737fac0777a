#include "metrics/auroc.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace zscope {

double auroc(const std::vector<double>& scores, const std::vector<bool>& positive) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double ranks = 0, positives = 0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    double here = 0;
    for (; end < order.size() && scores[order[end]] == scores[order[first]]; ++end) here += positive[order[end]];
    // Ranks from 1; those of equal scores are their mean.
    ranks += here * (static_cast<double>(first + 1 + end) / 2);
    positives += here;
    first = end;
  }
  const double negatives = static_cast<double>(scores.size()) - positives;
  if (positives == 0 || negatives == 0) return std::numeric_limits<double>::quiet_NaN();
  return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
}

}  // namespace zscope
