#include "data/gaussians.h"

#include "data/catalog.h"
#include "data/split.h"

#include <doctest/doctest.h>

#include <cmath>

namespace zscope {
namespace {

TEST_CASE("twenty-five Gaussians stand on a grid, every mode with as many points, each around its centre") {
  const auto data = make_gaussians(1, 5000, 500);
  CHECK(data->shape.points());
  CHECK(data->shape.size() == 2);
  CHECK(data->mixture.modes() == 25);
  CHECK(data->mixture.deviation == 0.05);
  CHECK(data->class_names.front() == "(-4, -4)");
  CHECK(data->class_names[1] == "(-2, -4)");
  CHECK(data->class_names.back() == "(4, 4)");
  CHECK(data->train.values.size() == 10000);
  CHECK(data->train.pixels.empty());
  std::vector<int> counts(25, 0);
  double squares = 0;
  for (std::int64_t i = 0; i < data->train.count; ++i) {
    const auto mode = static_cast<std::size_t>(data->train.labels[static_cast<std::size_t>(i)]);
    ++counts[mode];
    const auto point = data->point(data->train, i);
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const double off = double{point[axis]} - data->mixture.centres[2 * mode + axis];
      squares += off * off;
    }
  }
  for (const int count : counts) CHECK(count == 200);
  CHECK(std::sqrt(squares / 10000) == doctest::Approx(0.05).epsilon(0.02));
}

TEST_CASE("the same seed gives the same points, and a smaller set is the beginning of a larger one") {
  const auto small = make_gaussians(1, 100, 10), large = make_gaussians(1, 200, 10), other = make_gaussians(2, 100, 10);
  CHECK(std::equal(small->train.values.begin(), small->train.values.end(), large->train.values.begin()));
  CHECK(small->test.values == large->test.values);
  CHECK(small->fingerprint != large->fingerprint);
  CHECK(small->fingerprint == make_gaussians(1, 100, 10)->fingerprint);
  CHECK(small->train.values != other->train.values);
  CHECK(small->fingerprint != other->fingerprint);
}

TEST_CASE("gaussians-25 is in the catalog, is always here, and can be had without one of its modes") {
  CHECK(holds_points("gaussians-25"));
  CHECK_FALSE(holds_points("digits"));
  Progress progress;
  DataOptions options;
  options.without_class = 12;
  const auto data = load_dataset("gaussians-25", options, progress);
  CHECK(data->train.count == 48000);
  CHECK(data->train.values.size() == 96000);
  CHECK(data->test.count == 5000);
  CHECK(data->mixture.modes() == 25);
}

TEST_CASE("a mode is found by one point within three standard deviations, further off points are of low quality") {
  const Mixture mixture{{0, 0, 2, 0, 4, 0}, 0.1};
  const std::vector<float> points = {0.29f, 0, -0.31f, 0, 2.2f, 0.2f, 2.22f, 0.22f, 1, 0, 4, std::nanf("")};
  const ModeCount count = count_modes(mixture, points.data(), 6);
  CHECK(count.counts == std::vector<int>{1, 1, 0});
  CHECK(count.found == 2);
  CHECK(count.high_quality == doctest::Approx(2.0 / 6));
  CHECK(count_modes(mixture, points.data(), 0).found == 0);
}

TEST_CASE("every mode is found among the data's own points, and all but one in ninety are of high quality") {
  const auto data = make_gaussians(3, 100, 5000);
  const ModeCount count = count_modes(data->mixture, data->test.values.data(), data->test.count);
  CHECK(count.found == 25);
  CHECK(count.high_quality == doctest::Approx(1 - std::exp(-4.5)).epsilon(0.005));  // Rayleigh, at three
}

TEST_CASE("a point is shown as a dot where it lies on the plane, up being up") {
  const auto data = make_gaussians(1, 25, 25);
  const ImageShape shown = data->shown_shape();
  CHECK_FALSE(shown.points());
  const float right_top[] = {4, 4};
  const auto bytes = picture_of_point(right_top, 5);
  CHECK(bytes.size() == static_cast<std::size_t>(shown.size()));
  const auto at = [&](double x, double y) {  // shares of the picture, from its left and from its top
    return bytes[static_cast<std::size_t>(static_cast<int>(y * shown.height) * shown.width +
                                          static_cast<int>(x * shown.width))];
  };
  CHECK(at(0.9, 0.1) == 255);
  CHECK(at(0.1, 0.9) < 50);
  CHECK(at(0.9, 0.9) < 50);
  CHECK(data->shown(data->test, 0) == picture_of_point(data->point(data->test, 0).data(), 5));
}

}  // namespace
}  // namespace zscope
