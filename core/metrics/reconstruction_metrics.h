#pragma once

#include "models/libtorch.h"

namespace zscope {

/// The structural similarity of pictures a and b in [0, 1], [n, channels, height, width]: [n], the mean over places and
/// channels. Gaussian window of 11×11 (as far as the picture goes) with σ = 1.5, where it lies within the picture,
/// K₁ = 0.01, K₂ = 0.03 (Wang et al. 2004).
torch::Tensor structural_similarity(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace zscope
