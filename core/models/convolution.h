#pragma once

#include "models/libtorch.h"

#include <cstdint>

namespace zscope {

// Convolutions as matrix products over blocks of pictures that fit the cache, all channels last. On the processor this
// is several times faster than LibTorch's own transposed convolution; elsewhere LibTorch's are used.

struct ConvolutionShape {
  std::int64_t in = 1, out = 1;  ///< channels
  std::int64_t kernel = 4, stride = 2, padding = 1;
  /// Rows (or columns) that come of `size` rows.
  std::int64_t output_size(std::int64_t size) const { return (size + 2 * padding - kernel) / stride + 1; }
};

/// x [n, in, h, w], weight [out, in, kernel, kernel], bias [out] to [n, out, h', w'].
torch::Tensor convolve(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                       const ConvolutionShape& shape);

/// x [n, in, h, w], weight [in, out, kernel, kernel], bias [out] to [n, out, height, width].
torch::Tensor convolve_transposed(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                  const ConvolutionShape& shape, std::int64_t height, std::int64_t width);

}  // namespace zscope
