#pragma once

#include "models/patches.h"

#include "models/libtorch.h"

namespace zscope {

// Convolutions by oneDNN's own kernels: they leave out what is padding, and are faster than products of patches for all
// but pictures of few channels. Pictures and values are channels last and both fp32 or both bf16; weights and results
// are fp32. On the processor; nothing records a graph.

/// Whether they are built in, and the faster way for such a grid with `values` numbers at each place.
bool convolves_directly(const PatchGrid& grid, std::int64_t values);

/// pictures [n, channels, height, width], weight [a, channels, kernel, kernel], bias [a] or undefined to values
/// [n, a, rows, columns].
torch::Tensor direct_values(const PatchGrid& grid, const torch::Tensor& pictures, const torch::Tensor& weight,
                            const torch::Tensor& bias);
/// The transpose: values to pictures.
torch::Tensor direct_pictures(const PatchGrid& grid, const torch::Tensor& values, const torch::Tensor& weight);
/// The gradient of the weight, [a, channels, kernel, kernel].
torch::Tensor direct_weight_gradient(const PatchGrid& grid, const torch::Tensor& pictures, const torch::Tensor& values);

}  // namespace zscope
