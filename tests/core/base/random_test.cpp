#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace zscope;

TEST_CASE("random numbers are splitmix64's, so that a seed means the same everywhere") {
  Random random(1234567);  // the values the algorithm's authors' C program gives
  CHECK(random.next() == 6457827717110365317u);
  CHECK(random.next() == 3203168211198807973u);
  CHECK(random.next() == 9817491932198370423u);
}

TEST_CASE("normal numbers are the same to the last bit on every machine") {
  Random random(1);
  CHECK(random.normal() == 0x1.b7c251a5470ccp-2);
  CHECK(random.normal() == 0x1.95f5305298699p+0);
  CHECK(random.normal() == 0x1.d368fe72bb62p-2);
  CHECK(random.normal() == -0x1.b9bb240029695p-5);
}

TEST_CASE("normal numbers are distributed as they should be") {
  Random random(1);
  std::vector<double> draws(200000);
  for (double& draw : draws) draw = random.normal();
  double sum = 0, square = 0, fourth = 0;
  for (const double draw : draws) {
    sum += draw;
    square += draw * draw;
    fourth += draw * draw * draw * draw;
  }
  const double n = static_cast<double>(draws.size());
  CHECK(std::abs(sum / n) < 0.01);
  CHECK(std::abs(square / n - 1) < 0.015);
  CHECK(std::abs(fourth / n - 3) < 0.1);
  std::sort(draws.begin(), draws.end());
  double worst = 0;  // Kolmogorov and Smirnov's distance; above 1.95 / sqrt(n) once in a thousand
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const double expected = 0.5 * std::erfc(-draws[i] / std::sqrt(2.0));
    worst = std::max(worst, std::abs(expected - (static_cast<double>(i) + 0.5) / n));
  }
  CHECK(worst < 1.95 / std::sqrt(n));
}

TEST_CASE("numbers below a limit come up equally often, and uniform ones stay below one") {
  Random random(3);
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (const int count : counts) CHECK(std::abs(count - 10000) < 400);
  for (int i = 0; i < 1000; ++i) {
    const double x = random.uniform();
    CHECK(x >= 0);
    CHECK(x < 1);
  }
  CHECK(random.below(1) == 0);
}
