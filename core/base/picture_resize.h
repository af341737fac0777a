#pragma once

#include "base/image.h"

#include <cstdint>
#include <vector>

namespace zscope {

/// The largest piece of these proportions in the picture's middle, resized to `width` x `height` pixels with a filter
/// that neither blurs nor aliases (Mitchell's when smaller, Catmull and Rom's when larger).
Image thumbnail(const Image& image, int width, int height);

/// The same for a square.
Image square_thumbnail(const Image& image, int side);

/// Half as wide and half as high, each pixel the mean of four; an odd row or column at the end is left out.
Image halved(const Image& image);

/// A picture as planar bytes [channels, height, width], 1 or 3 channels: grey as the eye weighs it (ITU-R BT.601); what
/// is transparent lies on black.
std::vector<std::uint8_t> planar_of(const Image& image, int channels);

}  // namespace zscope
