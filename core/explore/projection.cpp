#include <cstddef>

#include "explore/question.h"

namespace zscope {

std::array<float, 2> Projection::to_map(const float* z) const {
  std::array<float, 2> map = {0, 0};
  for (std::size_t k = 0; k < axes.size(); ++k) {
    double sum = 0;
    for (std::size_t i = 0; i < axes[k].size(); ++i) sum += (double{z[i]} - origin[i]) * axes[k][i];
    map[k] = static_cast<float>(sum);
  }
  return map;
}

/// Without a `z` it is the point of the plane itself.
std::vector<float> Projection::to_latent(std::array<float, 2> map, const float* z) const {
  // The axes are orthonormal: moving along them to `map` leaves the part of z at right angles to the plane as it is.
  const float* start = z != nullptr ? z : origin.data();
  const std::array<float, 2> here = to_map(start);
  std::vector<float> out(start, start + latent_dim);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const double step = double{map[k]} - here[k];
    for (std::size_t i = 0; i < axes[k].size(); ++i) out[i] = static_cast<float>(out[i] + step * axes[k][i]);
  }
  return out;
}

}  // namespace zscope
