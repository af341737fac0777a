#include "base/quantiles.h"

#include <algorithm>
#include <cmath>

namespace zscope {

Quantiles quantiles(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
  };
  return {values.size(), at(0.5), at(0.95), at(0.99), values.front(), values.back()};
}

}  // namespace zscope
