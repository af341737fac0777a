#pragma once

#include "models/layers.h"
#include "models/spectral_norm.h"

namespace zscope {

/// The slope of LeakyReLU below zero.
inline constexpr double kLeak = 0.2;

/// How a layer's activations are kept in bounds.
enum class Norm { none, batch, spectral };

/// What the layers of discriminators, and of encoders beside them, have in common.
struct LayerRules {
  Norm norm = Norm::none;
  /// Norm::batch outside training: by the batch at hand (a discriminator: see BatchNorm), or by running statistics (an
  /// encoder, which is to say the same of a picture whatever lies beside it).
  bool always_batch = true;
  /// A gradient penalty differentiates gradients, which only LibTorch's own convolutions can: slower than ours.
  bool twice_differentiable = false;
  double dropout = 0;  ///< probability of a value to be left out in training
  Initialisation initialisation = {};
};

/// Leaves values out in training when there is noise to choose them by, and makes up for it.
torch::Tensor dropout(const torch::Tensor& x, double probability, bool training, Noise* noise);

/// A dense layer, normalisation, LeakyReLU, dropout: [n, in] to [n, out].
class LeakyDenseImpl : public torch::nn::Module {
 public:
  LeakyDenseImpl(std::int64_t in, std::int64_t out, const LayerRules& rules, Noise& noise, Collective& collective);
  torch::Tensor forward(const torch::Tensor& x, Noise* noise);

 private:
  LayerRules rules_;
  Dense affine_{nullptr};
  SpectralNorm spectral_{nullptr};
  BatchNorm norm_{nullptr};
};
TORCH_MODULE(LeakyDense);

/// The same with a convolution: [n, in, h, w] to [n, out, h', w'].
class LeakyConvolutionImpl : public torch::nn::Module {
 public:
  LeakyConvolutionImpl(const ConvolutionShape& shape, const LayerRules& rules, Noise& noise, Collective& collective);
  torch::Tensor forward(const torch::Tensor& x, Noise* noise);

 private:
  ConvolutionShape shape_;
  LayerRules rules_;
  Convolution affine_{nullptr};
  SpectralNorm spectral_{nullptr};
  BatchNorm norm_{nullptr};
};
TORCH_MODULE(LeakyConvolution);

/// A dense layer with nothing after it, its weight normalised where the rules say spectral: [n, in] to [n, out].
class HeadImpl : public torch::nn::Module {
 public:
  HeadImpl(std::int64_t in, std::int64_t out, const LayerRules& rules, Noise& noise);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  Dense affine_{nullptr};
  SpectralNorm spectral_{nullptr};
};
TORCH_MODULE(Head);

}  // namespace zscope
