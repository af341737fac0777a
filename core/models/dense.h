#pragma once

#include "models/libtorch.h"

namespace zscope {

/// y = x Wᵀ + b, through a ReLU when asked for: x [n, in], weight [out, in], bias [out] to [n, out].
/// On the processor in fp32 it is one product forward and two backward, in the thread's precision
/// (models/precision.h); the gradient of the weight is added where it is kept (Tensor::grad), with no tensor between,
/// or left as a product (models/deferred_gradients.h). Elsewhere, and where a second backward pass is to follow,
/// LibTorch's own operations.
torch::Tensor dense(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, bool relu = false);

}  // namespace zscope
