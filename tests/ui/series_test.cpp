#include "ui/widgets/series.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace zscope {
namespace {

using ui::Series;

TEST_CASE("the envelope never loses a spike, whatever stretch is asked for") {
  std::mt19937 random(5);
  std::normal_distribution<double> noise;
  Series series;
  for (int i = 0; i < 3000; ++i) series.append(i, i % 97 == 0 ? NAN : i % 611 == 7 ? 1000.0 + i : noise(random));
  for (int trial = 0; trial < 2000; ++trial) {
    const std::size_t first = random() % 3000, last = first + random() % (3001 - first);
    Series::Range expected;
    for (std::size_t i = first; i < last; ++i) expected.take(series.y(i));
    const Series::Range range = series.range(first, last);
    REQUIRE(range.any == expected.any);
    if (!expected.any) continue;
    REQUIRE(range.low == expected.low);
    REQUIRE(range.high == expected.high);
  }
}

TEST_CASE("a stretch of nothing but NaN is a gap") {
  Series series;
  for (int i = 0; i < 64; ++i) series.append(i, NAN);
  CHECK_FALSE(series.range(0, 64).any);
  CHECK_FALSE(series.range(3, 3).any);
  series.append(64, INFINITY);
  series.append(65, 2);
  CHECK(series.range(0, 66).high == 2);
}

TEST_CASE("points are found by their place on the axis") {
  Series series;
  for (const double x : {1.0, 2.0, 4.0, 4.0, 8.0}) series.append(x, x);
  CHECK(series.lower_bound(4) == 2);
  CHECK(series.lower_bound(9) == 5);
  CHECK(series.nearest(2.9) == 1);
  CHECK(series.nearest(100) == 4);
  CHECK(series.nearest(-5) == 0);
}

TEST_CASE("smoothing is an average without the bias of its start, skips gaps and follows its source") {
  Series series;
  ui::SmoothedSeries smoothed;
  series.append(0, 10);
  smoothed.update(series, 0.9);
  CHECK(smoothed.series().y(0) == doctest::Approx(10));
  series.append(1, NAN);
  series.append(2, 20);
  smoothed.update(series, 0.9);
  CHECK(std::isnan(smoothed.series().y(1)));
  CHECK(smoothed.series().y(2) == doctest::Approx((0.09 * 10 + 0.1 * 20) / 0.19));
  smoothed.update(series, 0);
  CHECK(smoothed.series().y(2) == doctest::Approx(20));
}

}  // namespace
}  // namespace zscope
