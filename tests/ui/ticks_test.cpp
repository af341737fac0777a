#include "ui/widgets/ticks.h"

#include "base/figures.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace zscope {
namespace {

std::vector<std::string> labels(const std::vector<ui::Tick>& ticks) {
  std::vector<std::string> result;
  for (const ui::Tick& tick : ticks) result.push_back(tick.label);
  return result;
}

using Labels = std::vector<std::string>;

TEST_CASE("ticks are round, few enough, and labelled with just the digits they need") {
  CHECK(labels(ui::linear_ticks(0, 10, 5)) == Labels{"0", "2", "4", "6", "8", "10"});
  CHECK(labels(ui::linear_ticks(-0.1, 0.1, 4)) == Labels{"−0.10", "−0.05", "0.00", "0.05", "0.10"});
  CHECK(labels(ui::linear_ticks(11000, 13000, 4)) == Labels{"11,000", "11,500", "12,000", "12,500", "13,000"});
  CHECK(labels(ui::linear_ticks(-1, 99.7, 2)) == Labels{"0", "50"});  // one alone would give no scale
  CHECK(labels(ui::linear_ticks(-1.8, 39, 2)) == Labels{"0", "20"});
  CHECK(ui::linear_ticks(3, 3, 4).empty());
  for (const double high : {0.003, 0.7, 1.0, 33.0, 5e5, 2e12}) {
    for (int most = 1; most < 12; ++most)
      CHECK(ui::linear_ticks(0, high, most).size() <= static_cast<std::size_t>(most) + 1);
  }
}

TEST_CASE("a logarithmic axis has powers of ten, and more between them where there is room") {
  CHECK(labels(ui::logarithmic_ticks(1, 1000, 4)) == Labels{"1", "10", "100", "1,000"});
  CHECK(labels(ui::logarithmic_ticks(9, 210, 6)) == Labels{"10", "20", "50", "100", "200"});
  CHECK(labels(ui::logarithmic_ticks(0.25, 115, 2)) == Labels{"1", "10", "100"});
  CHECK(ui::logarithmic_ticks(0, 10, 4).empty());
  CHECK(ui::logarithmic_ticks(31, 42, 4).size() >= 2);
}

TEST_CASE("a figure shows as many digits as it deserves") {
  CHECK(ui::figure(1234.56) == "1,234.6");
  CHECK(ui::figure(106.118) == "106.12");
  CHECK(ui::figure(-1.5) == "−1.500");
  CHECK(ui::figure(0.00001234) == "1.23e-05");
  CHECK(ui::figure(0.0 / 0.0) == "NaN");
}

TEST_CASE("large numbers are grouped, and durations are as exact as they deserve") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(-21400) == "-21,400");
  CHECK(grouped(-214) == "-214");
  CHECK(grouped(std::string("1234567.25")) == "1,234,567.25");
  CHECK(duration(18.4) == "18 s");
  CHECK(duration(245) == "4 min 05 s");
  CHECK(duration(7800) == "2 h 10 min");
}

}  // namespace
}  // namespace zscope
