#pragma once

#include "data/dataset.h"
#include "models/model.h"

#include "models/libtorch.h"

#include <cstdint>

namespace zscope {

/// `count` pictures, planar bytes one after another, as floats in [0, 1]: [count, channels, height, width].
torch::Tensor pictures_from_bytes(const std::uint8_t* planar, std::int64_t count, const ImageShape& shape,
                                  torch::Device device);

/// The way back: pictures in [0, 1] as bytes on the CPU, contiguous, of the same shape.
torch::Tensor bytes_from_pictures(const torch::Tensor& pictures);

/// The pictures [first, first + count) of a split, with their labels where it has any.
Batch split_batch(const Split& split, const ImageShape& shape, std::int64_t first, std::int64_t count,
                  torch::Device device);

}  // namespace zscope
