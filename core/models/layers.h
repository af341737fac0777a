#pragma once

#include "models/collective.h"
#include "models/convolution.h"
#include "models/noise.h"

#include "models/libtorch.h"

#include <cstdint>

namespace zscope {

// Layers that draw their first weights from a Noise of their own, and know of replicas. All take and give fp32.

/// How the first weights are drawn.
struct Initialisation {
  /// 0: U(±1/√fan_in), weights and biases (PyTorch's default, LeCun 1998); otherwise weights N(0, this), biases 0.
  double normal = 0;
};

/// y = x Wᵀ + b: [n, in] to [n, out].
class DenseImpl : public torch::nn::Module {
 public:
  DenseImpl(std::int64_t in, std::int64_t out, Noise& noise, Initialisation initialisation = {});
  /// Through a ReLU when asked for.
  torch::Tensor forward(const torch::Tensor& x, bool relu = false);
  torch::Tensor weight, bias;
};
TORCH_MODULE(Dense);

/// [n, in, h, w] to [n, out, h', w'], channels last.
class ConvolutionImpl : public torch::nn::Module {
 public:
  ConvolutionImpl(ConvolutionShape shape, Noise& noise, Initialisation initialisation = {});
  torch::Tensor forward(const torch::Tensor& x);
  torch::Tensor weight, bias;

 private:
  ConvolutionShape shape_;
};
TORCH_MODULE(Convolution);

/// [n, in, h, w] to [n, out, height, width]: the transpose of the convolution that would shrink it so.
class TransposedConvolutionImpl : public torch::nn::Module {
 public:
  TransposedConvolutionImpl(ConvolutionShape shape, std::int64_t height, std::int64_t width, Noise& noise,
                            Initialisation initialisation = {});
  torch::Tensor forward(const torch::Tensor& x);
  torch::Tensor weight, bias;  ///< weight [in, out, kernel, kernel]

 private:
  ConvolutionShape shape_;
  std::int64_t height_, width_;
};
TORCH_MODULE(TransposedConvolution);

/// Batch normalisation (Ioffe & Szegedy 2015) over all but dimension 1, with the statistics of the whole batch:
/// replicas reduce them through their Collective, forward and backward, so that one replica and several give the same
/// result.
class BatchNormImpl : public torch::nn::Module {
 public:
  /// `always_batch`: also outside training normalises by the batch at hand (a discriminator's running statistics mix
  /// pictures and fakes, and fit neither).
  BatchNormImpl(std::int64_t channels, Noise& noise, Collective& collective, Initialisation initialisation = {},
                bool always_batch = false);
  torch::Tensor forward(const torch::Tensor& x);
  torch::Tensor weight, bias;
  torch::Tensor running_mean, running_variance;

 private:
  Collective& collective_;
  bool always_batch_;
};
TORCH_MODULE(BatchNorm);

}  // namespace zscope
