#include "base/quantiles.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace zscope;

TEST_CASE("quantiles are values that were measured, by the nearest rank") {
  std::vector<double> values;
  for (int i = 100; i >= 1; --i) values.push_back(i);
  const Quantiles of = quantiles(values);
  CHECK(of.count == 100);
  CHECK(of.median == 50);
  CHECK(of.p95 == 95);
  CHECK(of.p99 == 99);
  CHECK(of.least == 1);
  CHECK(of.worst == 100);
  CHECK(quantiles({7}).p99 == 7);
}

TEST_CASE("of nothing measured, every quantile is no number") {
  const Quantiles none = quantiles({});
  CHECK(none.count == 0);
  CHECK(std::isnan(none.median));
  CHECK(std::isnan(none.p95));
  CHECK(std::isnan(none.worst));
}
