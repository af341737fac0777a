#include "ui/widgets/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscope::ui {

void Series::Range::take(double value) {
  if (!std::isfinite(value)) return;
  low = any ? std::min(low, value) : value;
  high = any ? std::max(high, value) : value;
  any = true;
}

void Series::Range::take(const Range& other) {
  if (!other.any) return;
  take(other.low);
  take(other.high);
}

void Series::append(double x, double y) {
  x_.push_back(x_.empty() ? x : std::max(x, x_.back()));
  y_.push_back(y);
  // A point that completes a block of 2^k completes one on every level below too.
  for (std::size_t level = 0; x_.size() % (std::size_t{2} << level) == 0; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    const std::size_t index = levels_[level].size();
    Range merged = block(level, 2 * index);
    merged.take(block(level, 2 * index + 1));
    levels_[level].push_back(merged);
  }
}

void Series::clear() { *this = {}; }

/// The range of block `index` one level below `level`: of single points when level is 0.
Series::Range Series::block(std::size_t level, std::size_t index) const {
  if (level > 0) return levels_[level - 1][index];
  Range result;
  result.take(y_[index]);
  return result;
}

std::size_t Series::lower_bound(double x) const {
  return static_cast<std::size_t>(std::lower_bound(x_.begin(), x_.end(), x) - x_.begin());
}

std::size_t Series::nearest(double x) const {
  const std::size_t right = lower_bound(x);
  if (right == size()) return size() - 1;
  if (right == 0) return 0;
  return x - x_[right - 1] < x_[right] - x ? right - 1 : right;
}

Series::Range Series::range(std::size_t first, std::size_t last) const {
  Range result;
  last = std::min(last, size());
  while (first < last) {
    // The largest whole block that starts here and does not reach past the end.
    std::size_t level = 0;
    while (level < levels_.size() && first % (std::size_t{2} << level) == 0 &&
           first + (std::size_t{2} << level) <= last) {
      ++level;
    }
    result.take(block(level, first >> level));
    first += std::size_t{1} << level;
  }
  return result;
}

void SmoothedSeries::update(const Series& source, double weight) {
  if (weight != weight_ || source.size() < series_.size()) clear();
  weight_ = weight;
  for (std::size_t i = series_.size(); i < source.size(); ++i) {
    const double value = source.y(i);
    if (std::isfinite(value)) {
      sum_ = weight * sum_ + (1 - weight) * value;
      norm_ = weight * norm_ + (1 - weight);
    }
    series_.append(source.x(i), std::isfinite(value) ? sum_ / norm_ : std::numeric_limits<double>::quiet_NaN());
  }
}

void SmoothedSeries::clear() { *this = {}; }

}  // namespace zscope::ui
