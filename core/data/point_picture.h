#pragma once

#include "base/image.h"

#include <cstdint>
#include <vector>

namespace zscope {

/// What is shown of data of that shape one by one: pictures as they are; of points, grey pictures of the plane.
ImageShape shown_shape(const ImageShape& shape);

/// The plane from −reach to reach, y upwards, with a dot where the point lies: grey bytes of shown_shape().
std::vector<std::uint8_t> picture_of_point(const float* point, double reach);

}  // namespace zscope
