#include <doctest/doctest.h>

#include <cmath>

#include "explore/path.h"
#include "explore/question.h"

using namespace zscope;

namespace {

/// A plane through six dimensions, its axes made orthonormal by Gram and Schmidt.
Projection sample_projection() {
  Projection projection;
  projection.latent_dim = 6;
  projection.origin = sample_prior(1, 6, 1);
  projection.axes = {sample_prior(1, 6, 2), sample_prior(1, 6, 3)};
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<float>& axis = projection.axes[k];
    double along = 0, square = 0;
    for (std::size_t i = 0; i < 6; ++i) along += k == 1 ? axis[i] * projection.axes[0][i] : 0.0f;
    for (std::size_t i = 0; i < 6; ++i) axis[i] -= static_cast<float>(k == 1 ? along * projection.axes[0][i] : 0.0);
    for (const float x : axis) square += x * x;
    for (float& x : axis) x = static_cast<float>(x / std::sqrt(square));
  }
  return projection;
}

}  // namespace

TEST_CASE("a place on the map is the point there, and the point is at that place") {
  const Projection projection = sample_projection();
  const auto z = sample_prior(1, 6, 4);
  const auto there = projection.to_latent({1.5f, -2}, z.data());
  const auto map = projection.to_map(there.data());
  CHECK(map[0] == doctest::Approx(1.5));
  CHECK(map[1] == doctest::Approx(-2));
  const auto origin = projection.to_map(projection.origin.data());
  CHECK(origin[0] == 0);
  CHECK(origin[1] == 0);
}

TEST_CASE("dragging over the map keeps what the map does not show") {
  const Projection projection = sample_projection();
  const auto z = sample_prior(1, 6, 4);
  const auto there = projection.to_latent({1.5f, -2}, z.data());
  const auto back = projection.to_latent(projection.to_map(z.data()), there.data());
  for (std::size_t i = 0; i < 6; ++i) CHECK(back[i] == doctest::Approx(z[i]).epsilon(1e-5));
  double step = 0;  // nearest: moved by no more than the distance on the map
  for (std::size_t i = 0; i < 6; ++i) step += (there[i] - z[i]) * (there[i] - z[i]);
  const auto from = projection.to_map(z.data());
  CHECK(std::sqrt(step) == doctest::Approx(std::hypot(from[0] - 1.5, from[1] + 2)));
}

TEST_CASE("in two dimensions the map is the latent space itself") {
  Projection projection;
  projection.latent_dim = 2;
  projection.origin = {0, 0};
  projection.axes = {std::vector<float>{1, 0}, {0, 1}};
  const float z[] = {0.25f, -3};
  CHECK(projection.to_map(z) == std::array<float, 2>{0.25f, -3});
  CHECK(projection.to_latent({4, 5}, z) == std::vector<float>{4, 5});
  CHECK(projection.to_latent({4, 5}, nullptr) == std::vector<float>{4, 5});
}

TEST_CASE("a latent space of one dimension has a map of one line") {
  Projection projection;
  projection.latent_dim = 1;
  projection.origin = {1};
  projection.axes[0] = {1};
  const float z[] = {3};
  CHECK(projection.to_map(z) == std::array<float, 2>{2, 0});
  CHECK(projection.to_latent({5, 7}, z) == std::vector<float>{6});
}
