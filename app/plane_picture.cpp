#include "app/plane_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zscope {
namespace {

using Colour = std::array<std::uint8_t, 3>;
constexpr Colour kGround = {20, 23, 28}, kReal = {90, 98, 110}, kMade = {76, 194, 255};

void dot(Image& image, const float* point, double reach, double radius, const Colour& colour) {
  const double x = (point[0] / reach + 1) / 2 * image.width, y = (1 - point[1] / reach) / 2 * image.height;
  if (!(x >= 0 && x < image.width && y >= 0 && y < image.height)) return;
  const auto from = [&](double at) { return std::max(0, static_cast<int>(at - radius - 1)); };
  for (int row = from(y); row < std::min(image.height, static_cast<int>(y + radius + 2)); ++row) {
    for (int column = from(x); column < std::min(image.width, static_cast<int>(x + radius + 2)); ++column) {
      const double ink = std::clamp(radius + 0.5 - std::hypot(column + 0.5 - x, row + 0.5 - y), 0.0, 1.0);
      std::uint8_t* pixel = image.pixel(column, row);
      for (std::size_t c = 0; c < 3; ++c) {
        pixel[c] = static_cast<std::uint8_t>(std::lround(pixel[c] + ink * (colour[c] - pixel[c])));
      }
    }
  }
}

void dots(Image& image, const std::vector<float>& points, double reach, double radius, const Colour& colour) {
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) dot(image, points.data() + i, reach, radius, colour);
}

}  // namespace

Image plane_picture(const Dataset& dataset, const std::vector<float>& points, int side) {
  Image image(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      std::copy(kGround.begin(), kGround.end(), image.pixel(x, y));
      image.pixel(x, y)[3] = 255;
    }
  }
  dots(image, dataset.test.values, dataset.shape.reach, 0.5, kReal);
  dots(image, points, dataset.shape.reach, 1, kMade);
  return image;
}

}  // namespace zscope
