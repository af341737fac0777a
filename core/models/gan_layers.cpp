#include "models/gan_layers.h"

namespace zscope {
namespace {

/// What follows a layer: normalisation, LeakyReLU, dropout.
torch::Tensor finish(torch::Tensor x, BatchNorm& norm, const LayerRules& rules, bool training, Noise* noise) {
  if (norm) x = norm(x);
  return dropout(torch::leaky_relu_(x, kLeak), rules.dropout, training, noise);
}

/// Registers what the rules ask for at a layer with `weight`.
void add_norm(torch::nn::Module& module, const torch::Tensor& weight, const LayerRules& rules, Noise& noise,
              Collective& collective, SpectralNorm& spectral, BatchNorm& norm) {
  if (rules.norm == Norm::spectral) spectral = module.register_module("spectral", SpectralNorm(weight, noise));
  if (rules.norm == Norm::batch) {
    norm = module.register_module(
        "norm", BatchNorm(weight.size(0), noise, collective, rules.initialisation, rules.always_batch));
  }
}

torch::Tensor normalised(const torch::Tensor& x, Dense& layer, SpectralNorm& spectral) {
  return spectral ? torch::linear(x, spectral(layer->weight), layer->bias) : layer(x);
}

}  // namespace

torch::Tensor dropout(const torch::Tensor& x, double probability, bool training, Noise* noise) {
  if (!training || probability == 0 || noise == nullptr) return x;
  return x * noise->uniform(x.sizes()).ge_(probability).div_(1 - probability);
}

LeakyDenseImpl::LeakyDenseImpl(std::int64_t in, std::int64_t out, const LayerRules& rules, Noise& noise,
                               Collective& collective)
    : rules_(rules) {
  affine_ = register_module("affine", Dense(in, out, noise, rules.initialisation));
  add_norm(*this, affine_->weight, rules, noise, collective, spectral_, norm_);
}

torch::Tensor LeakyDenseImpl::forward(const torch::Tensor& x, Noise* noise) {
  return finish(normalised(x, affine_, spectral_), norm_, rules_, is_training(), noise);
}

LeakyConvolutionImpl::LeakyConvolutionImpl(const ConvolutionShape& shape, const LayerRules& rules, Noise& noise,
                                           Collective& collective)
    : shape_(shape), rules_(rules) {
  affine_ = register_module("affine", Convolution(shape, noise, rules.initialisation));
  add_norm(*this, affine_->weight, rules, noise, collective, spectral_, norm_);
}

torch::Tensor LeakyConvolutionImpl::forward(const torch::Tensor& x, Noise* noise) {
  const torch::Tensor weight = spectral_ ? spectral_(affine_->weight) : affine_->weight;
  torch::Tensor y = rules_.twice_differentiable ? torch::conv2d(x, weight, affine_->bias, shape_.stride, shape_.padding)
                                                : convolve(x, weight, affine_->bias, shape_);
  return finish(std::move(y), norm_, rules_, is_training(), noise);
}

HeadImpl::HeadImpl(std::int64_t in, std::int64_t out, const LayerRules& rules, Noise& noise) {
  affine_ = register_module("affine", Dense(in, out, noise, rules.initialisation));
  if (rules.norm == Norm::spectral) spectral_ = register_module("spectral", SpectralNorm(affine_->weight, noise));
}

torch::Tensor HeadImpl::forward(const torch::Tensor& x) { return normalised(x, affine_, spectral_); }

}  // namespace zscope
