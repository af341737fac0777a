#include "data/digits.h"

#include "data/catalog.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <thread>

using namespace zscope;

namespace {

struct Mass {
  double x = 0, y = 0, total = 0;
};

Mass mass_of(std::span<const std::uint8_t> picture) {
  Mass mass;
  for (int y = 0; y < 28; ++y) {
    for (int x = 0; x < 28; ++x) {
      const double ink = picture[static_cast<std::size_t>(y * 28 + x)];
      mass.total += ink;
      mass.x += ink * (x + 0.5);
      mass.y += ink * (y + 0.5);
    }
  }
  mass.x /= mass.total;
  mass.y /= mass.total;
  return mass;
}

std::size_t factor_index(const Dataset& data, const std::string& name) {
  const auto at = std::find(data.factor_names.begin(), data.factor_names.end(), name);
  REQUIRE(at != data.factor_names.end());
  return static_cast<std::size_t>(at - data.factor_names.begin());
}

}  // namespace

TEST_CASE("the same seed writes the same digits, however many threads write them") {
  Progress progress;
  const auto one = make_digits(7, 1500, 300, progress, 1);
  const auto three = make_digits(7, 1500, 300, progress, 3);
  CHECK(one->fingerprint == three->fingerprint);
  CHECK(one->train.pixels == three->train.pixels);
  CHECK(one->train.factors == three->train.factors);
  CHECK(make_digits(8, 1500, 300, progress, 2)->fingerprint != one->fingerprint);
}

TEST_CASE("a smaller set of digits is the beginning of a larger one, and train and test share no picture") {
  Progress progress;
  const auto small = make_digits(1, 100, 50, progress);
  const auto large = make_digits(1, 400, 100, progress);
  CHECK(std::equal(small->train.pixels.begin(), small->train.pixels.end(), large->train.pixels.begin()));
  CHECK(std::equal(small->test.pixels.begin(), small->test.pixels.end(), large->test.pixels.begin()));
  std::set<std::string> seen;
  for (const Split* split : {&large->train, &large->test}) {
    for (std::int64_t i = 0; i < split->count; ++i) {
      const auto picture = large->picture(*split, i);
      seen.emplace(picture.begin(), picture.end());
    }
  }
  CHECK(seen.size() == 500);
}

TEST_CASE("digits are centred by mass, fit a box of 20 pixels and have as much ink as MNIST's") {
  Progress progress;
  const auto data = make_digits(1, 3000, 0, progress);
  double furthest = 0;
  double ink = 0;
  int largest = 0;
  for (std::int64_t i = 0; i < data->train.count; ++i) {
    const auto picture = data->picture(data->train, i);
    const Mass mass = mass_of(picture);
    furthest = std::max({furthest, std::abs(mass.x - 14.5), std::abs(mass.y - 14.5)});
    ink += mass.total;
    int left = 28, right = -1, top = 28, bottom = -1;
    for (int at = 0; at < 28 * 28; ++at) {
      if (picture[static_cast<std::size_t>(at)] < 128) continue;
      left = std::min(left, at % 28), right = std::max(right, at % 28);
      top = std::min(top, at / 28), bottom = std::max(bottom, at / 28);
    }
    largest = std::max({largest, right - left + 1, bottom - top + 1});
  }
  CHECK(furthest < 1.5);
  CHECK(largest <= 23);  // 20, and a little more where pressure swells the line
  CHECK(largest >= 19);
  CHECK(ink / static_cast<double>(data->train.pixels.size()) / 255 == doctest::Approx(0.1307).epsilon(0.05));
}

TEST_CASE("every digit is written in several ways, and each is about a tenth of the pictures") {
  Progress progress;
  const auto data = make_digits(1, 5000, 0, progress);
  const std::size_t style = factor_index(*data, "style");
  std::vector<std::set<float>> styles(10);
  std::vector<int> counts(10);
  for (std::size_t i = 0; i < 5000; ++i) {
    const auto digit = static_cast<std::size_t>(data->train.labels[i]);
    styles.at(digit).insert(data->train.factors[i * data->factor_names.size() + style]);
    ++counts.at(digit);
  }
  for (std::size_t digit = 0; digit < 10; ++digit) {
    CHECK(styles[digit].size() >= 3);
    CHECK(std::abs(counts[digit] - 500) < 100);
  }
}

TEST_CASE("the factors say what is seen: more thickness is more ink, and slant leans the digit to the right") {
  Progress progress;
  const auto data = make_digits(1, 6000, 0, progress);
  const std::size_t count = data->factor_names.size();
  const std::size_t thickness = factor_index(*data, "thickness");
  const std::size_t slant = factor_index(*data, "slant");
  double ink[2] = {}, lean[2] = {};
  int ink_count[2] = {}, lean_count[2] = {};
  for (std::int64_t i = 0; i < 6000; ++i) {
    const float* factors = data->train.factors.data() + static_cast<std::size_t>(i) * count;
    const auto picture = data->picture(data->train, i);
    const Mass mass = mass_of(picture);
    const int thick = factors[thickness] > 2.6F;
    ink[thick] += mass.total;
    ++ink_count[thick];
    if (data->train.labels[static_cast<std::size_t>(i)] != 1) continue;
    double covariance = 0;
    for (int at = 0; at < 28 * 28; ++at) {
      covariance -= picture[static_cast<std::size_t>(at)] * (at % 28 + 0.5 - mass.x) * (at / 28 + 0.5 - mass.y);
    }
    const int leaning = factors[slant] > 0.16F;
    lean[leaning] += covariance / mass.total;
    ++lean_count[leaning];
  }
  CHECK(ink[1] / ink_count[1] > 1.2 * ink[0] / ink_count[0]);
  CHECK(lean[1] / lean_count[1] > 2 + lean[0] / lean_count[0]);
}

TEST_CASE("digits are in the catalog, first, and writing them can be cancelled") {
  CHECK(data_sources().front().name == "digits");
  Progress progress;
  progress.cancel();
  CHECK_THROWS_AS(load_dataset("digits", {}, progress), Cancelled);
}

TEST_CASE("the catalog's digits are 60,000 and 10,000 with classes, factors and the seed asked for") {
  Progress progress;
  DataOptions options;
  options.seed = 3;
  const auto data = load_dataset("digits", options, progress);
  CHECK(data->train.count == 60000);
  CHECK(data->test.count == 10000);
  CHECK(data->shape == ImageShape{1, 28, 28});
  CHECK(data->class_names.size() == 10);
  CHECK(data->factor_names.size() == 7);
  CHECK(data->origin == "generated, seed 3");
  CHECK(progress.latest().fraction > 0.9);
}

TEST_CASE("data with one label or one pixel changed has another fingerprint") {
  Progress progress;
  Dataset data = *make_digits(1, 20, 5, progress);
  CHECK(fingerprint(data) == data.fingerprint);
  data.test.labels[3] ^= 1;
  CHECK(fingerprint(data) != data.fingerprint);
  data.test.labels[3] ^= 1;
  data.train.pixels.back() ^= 1;
  CHECK(fingerprint(data) != data.fingerprint);
}
