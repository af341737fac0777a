#include "data/point_picture.h"

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

constexpr int kSide = 28;
constexpr double kRadius = 1.6;       // of a dot, pixels
constexpr std::uint8_t kGround = 24;  // not black: the plane has an edge

}  // namespace

ImageShape shown_shape(const ImageShape& shape) { return shape.points() ? ImageShape{1, kSide, kSide} : shape; }

std::vector<std::uint8_t> picture_of_point(const float* point, double reach) {
  std::vector<std::uint8_t> bytes(kSide * kSide, kGround);
  const double x = (point[0] / reach + 1) / 2 * kSide, y = (1 - point[1] / reach) / 2 * kSide;
  if (!std::isfinite(x) || !std::isfinite(y)) return bytes;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const double inside = kRadius + 0.5 - std::hypot(column + 0.5 - x, row + 0.5 - y);
      const double ink = std::clamp(inside, 0.0, 1.0);
      auto& byte = bytes[static_cast<std::size_t>(row * kSide + column)];
      byte = static_cast<std::uint8_t>(std::lround(kGround + ink * (255 - kGround)));
    }
  }
  return bytes;
}

}  // namespace zscope
