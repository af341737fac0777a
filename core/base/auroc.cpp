#include "base/auroc.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscope {

double auroc(const std::vector<double>& positives, std::vector<double> negatives) {
  const auto is_nan = [](double score) { return std::isnan(score); };
  if (positives.empty() || negatives.empty() || std::any_of(positives.begin(), positives.end(), is_nan) ||
      std::any_of(negatives.begin(), negatives.end(), is_nan)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::sort(negatives.begin(), negatives.end());
  double above = 0;
  for (const double score : positives) {
    const auto [first, last] = std::equal_range(negatives.begin(), negatives.end(), score);
    above += static_cast<double>(first - negatives.begin()) + 0.5 * static_cast<double>(last - first);
  }
  return above / (static_cast<double>(positives.size()) * static_cast<double>(negatives.size()));
}

}  // namespace zscope
