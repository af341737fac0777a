#pragma once

#include <cstddef>
#include <vector>

namespace zscope::ui {

/// A curve that only grows, ready to be drawn at any zoom: a pyramid of minima and maxima over blocks of 2, 4, 8, …
/// points answers "lowest and highest between here and there" in O(log n), so hours of training stay smooth and no
/// spike is ever lost. NaN and infinity are kept as gaps. UI thread.
class Series {
 public:
  struct Range {
    double low = 0, high = 0;
    bool any = false;  ///< false: only gaps, or nothing at all
    void take(double value);
    void take(const Range& other);
  };

  /// `x` never falls; one that does is taken as equal to the one before.
  void append(double x, double y);
  void clear();
  std::size_t size() const { return x_.size(); }
  bool empty() const { return x_.empty(); }
  double x(std::size_t index) const { return x_[index]; }
  double y(std::size_t index) const { return y_[index]; }
  /// The first point at or right of `x`; size() when there is none.
  std::size_t lower_bound(double x) const;
  /// The point nearest to `x`. The series must not be empty.
  std::size_t nearest(double x) const;
  /// Lowest and highest of the points [first, last).
  Range range(std::size_t first, std::size_t last) const;

 private:
  Range block(std::size_t level, std::size_t index) const;
  std::vector<double> x_, y_;
  std::vector<std::vector<Range>> levels_;  ///< levels_[k][i]: points [i·2^(k+1), (i+1)·2^(k+1)), whole blocks only
};

/// The exponential moving average of a series, free of the bias of its start: weight 0 is the series itself, 0.99 looks
/// back over a hundred points. Gaps are skipped. Follows its source by calling update().
class SmoothedSeries {
 public:
  void update(const Series& source, double weight);
  const Series& series() const { return series_; }
  void clear();

 private:
  Series series_;
  double weight_ = -1;
  double sum_ = 0, norm_ = 0;
};

}  // namespace zscope::ui
