#pragma once

#include "models/noise.h"

#include "models/libtorch.h"

namespace zscope {

/// A weight divided by its largest singular value, so that a layer stretches nothing (Miyato et al. 2018). One power
/// iteration for each pass in training follows the value; its vector u is a buffer, and the same on every replica.
class SpectralNormImpl : public torch::nn::Module {
 public:
  SpectralNormImpl(const torch::Tensor& weight, Noise& noise);
  /// `weight` [out, ...] over the largest singular value of [out, all the rest].
  torch::Tensor forward(const torch::Tensor& weight);
  torch::Tensor u;  ///< [out], the left singular vector

 private:
  void iterate(const torch::Tensor& matrix);
};
TORCH_MODULE(SpectralNorm);

}  // namespace zscope
