#include "explore/path.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"

using namespace zscope;

namespace {

std::vector<float> frame_of(const std::vector<float>& path, std::size_t dim, std::size_t frame) {
  const auto begin = path.begin() + static_cast<std::ptrdiff_t>(dim * frame);
  return {begin, begin + static_cast<std::ptrdiff_t>(dim)};
}

double length(const std::vector<float>& v) {
  double sum = 0;
  for (const float x : v) sum += double{x} * x;
  return std::sqrt(sum);
}

}  // namespace

TEST_CASE("a linear path takes equal steps from one end to the other") {
  const auto path = interpolate({0, 10}, {4, -10}, 5, Path::linear);
  CHECK(path == std::vector<float>{0, 10, 1, 5, 2, 0, 3, -5, 4, -10});
}

TEST_CASE("a spherical path turns by equal angles while its length changes evenly") {
  const auto path = interpolate({1, 0, 0}, {0, 3, 0}, 4, Path::spherical);
  for (std::size_t frame = 0; frame < 4; ++frame) {
    const auto z = frame_of(path, 3, frame);
    const double t = static_cast<double>(frame) / 3;
    CHECK(length(z) == doctest::Approx(1 + 2 * t));
    CHECK(std::atan2(z[1], z[0]) == doctest::Approx(t * std::acos(0.0)));
    CHECK(z[2] == 0);
  }
}

TEST_CASE("both ends of a path are the points given, to the last bit") {
  const std::vector<float> from = {0.1f, -0.7f, 1.3f};
  const std::vector<float> to = {2.9f, 0.3f, -1e-3f};
  for (const Path kind : {Path::linear, Path::spherical}) {
    const auto path = interpolate(from, to, 7, kind);
    CHECK(path.size() == 21);
    CHECK(frame_of(path, 3, 0) == from);
    CHECK(frame_of(path, 3, 6) == to);
    CHECK(interpolate(from, to, 2, kind).size() == 6);
    CHECK(interpolate(from, to, 1, kind) == from);
  }
}

TEST_CASE("a spherical path is a straight one where no great circle is defined") {
  const std::vector<float> a = {1, 2};
  for (const std::vector<float>& b : {std::vector<float>{2, 4}, {-3, -6}, {0, 0}, {1, 2}}) {
    CHECK(interpolate(a, b, 5, Path::spherical) == interpolate(a, b, 5, Path::linear));
    CHECK(interpolate(b, a, 5, Path::spherical) == interpolate(b, a, 5, Path::linear));
  }
  for (const float x : interpolate({1, 1e-4f}, {1, 0}, 9, Path::spherical)) CHECK(std::isfinite(x));
}

TEST_CASE("a path that cannot be is refused in a sentence") {
  CHECK_THROWS_AS(interpolate({1, 2}, {1}, 3, Path::linear), Misuse);
  CHECK_THROWS_AS(interpolate({1}, {1}, 0, Path::linear), Misuse);
  CHECK(path_from_name("linear") == Path::linear);
  CHECK(path_from_name("spherical") == Path::spherical);
  CHECK_THROWS_AS(path_from_name("curved"), Misuse);
}

TEST_CASE("the same seed draws the same points, and more of them begin with those") {
  const auto few = sample_prior(4, 3, 11);
  const auto many = sample_prior(64, 3, 11);
  CHECK(few.size() == 12);
  CHECK(std::equal(few.begin(), few.end(), many.begin()));
  CHECK(sample_prior(4, 3, 12) != few);
  CHECK(sample_prior(0, 3, 1).empty());
}

TEST_CASE("a block whose prior is a flower has its points in the petals, and the others N(0, I) as ever") {
  const std::vector<LatentBlock> blocks = {{.name = "a", .size = 1}, {.name = "flower", .size = 3, .petals = 4}};
  CHECK(size_of(blocks) == 4);
  const std::vector<float> z = sample_prior(4000, blocks, 5), plain = sample_prior(4000, 4, 5);
  std::array<double, 2> mean{}, square{};
  std::array<int, 4> petals{};
  for (std::size_t i = 0; i < 4000; ++i) {
    CHECK(z[4 * i] == plain[4 * i]);
    CHECK(z[4 * i + 3] == plain[4 * i + 3]);
    const double x = z[4 * i + 1], y = z[4 * i + 2];
    for (std::size_t k = 0; k < 2; ++k) {
      mean[k] += double{z[4 * i + 1 + k]} / 4000;
      square[k] += double{z[4 * i + 1 + k]} * z[4 * i + 1 + k] / 4000;
    }
    // Petals lie along the axes, narrow across.
    CHECK(std::min(std::abs(x), std::abs(y)) < 0.5);
    ++petals[static_cast<std::size_t>(std::abs(x) > std::abs(y) ? (x > 0 ? 0 : 2) : (y > 0 ? 1 : 3))];
  }
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(std::abs(mean[k]) < 0.05);
    CHECK(square[k] == doctest::Approx(1).epsilon(0.05));
  }
  for (const int count : petals) CHECK(count == doctest::Approx(1000).epsilon(0.15));
}

TEST_CASE("a traversal moves one dimension a row, from end to end, and leaves the others where they were") {
  CHECK(traverse({5, 6, 7}, {2, 0}, 3, -1, 1) ==
        std::vector<float>{5, 6, -1, 5, 6, 0, 5, 6, 1, -1, 6, 7, 0, 6, 7, 1, 6, 7});
  CHECK(traverse({5, 6}, {1}, 1, -3, 3) == std::vector<float>{5, 0});
}

TEST_CASE("a way between two classes is of the one for half of its length and of the other then") {
  CHECK(path_labels(7, 3, 4) == std::vector<int>{7, 7, 3, 3});
  CHECK(path_labels(7, 3, 5) == std::vector<int>{7, 7, 7, 3, 3});
  CHECK(path_labels(7, 3, 1) == std::vector<int>{7});
}
