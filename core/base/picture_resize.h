#pragma once

#include "base/image.h"

namespace zscope {

/// The largest square in the picture's middle, resized to `side` x `side` pixels with a filter that neither blurs nor
/// aliases (Mitchell's when smaller, Catmull and Rom's when larger).
Image square_thumbnail(const Image& image, int side);

}  // namespace zscope
