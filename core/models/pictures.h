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

// Values as a data set stores them, and as models see them: the one place that knows the two kinds of data. Pictures
// are stored as bytes, points as floats in numbers of their own.

/// The values [first, first + count) of a split, [count, channels, height, width] on the CPU: the data set's own
/// memory, which nobody may write to.
torch::Tensor stored_values(const Split& split, const ImageShape& shape, std::int64_t first, std::int64_t count);
/// Stored values as models see them: floats, on the same device.
torch::Tensor unit_values(const torch::Tensor& stored, const ImageShape& shape);
/// The way back, on the CPU: bytes of pictures, cut off where there are none; points as they are.
torch::Tensor stored_from_unit(const torch::Tensor& values, const ImageShape& shape);

/// What a network's last layer says as values in [0, 1]: pictures by a logistic function; points as it is, 0 being the
/// middle of the plane.
torch::Tensor unit_from_output(const torch::Tensor& output, const ImageShape& shape);
/// The same in [−1, 1], as adversarial models have them: pictures by tanh.
torch::Tensor inside_from_output(const torch::Tensor& output, const ImageShape& shape);

/// The pictures [first, first + count) of a split, with their labels where it has any.
Batch split_batch(const Split& split, const ImageShape& shape, std::int64_t first, std::int64_t count,
                  torch::Device device);

}  // namespace zscope
