#pragma once

#include "base/image.h"
#include "models/layers.h"

#include <torch/torch.h>

#include <string>
#include <vector>

namespace zscope {

/// Fully connected layers with ReLU between them (and after the last one, when `activate_last`).
class MultilayerPerceptronImpl : public torch::nn::Module {
 public:
  /// `sizes`: [in, hidden..., out].
  MultilayerPerceptronImpl(const std::vector<long>& sizes, bool activate_last, Noise& noise);
  torch::Tensor forward(torch::Tensor x);

 private:
  std::vector<Dense> layers_;
  bool activate_last_;
};
TORCH_MODULE(MultilayerPerceptron);

/// The sizes of a picture on its way through convolutions: first the picture's own, then one after each layer.
/// Throws Misuse naming the setting `channels` when the picture is too small for so many layers.
std::vector<ImageShape> convolution_sizes(const ImageShape& picture, const std::vector<long>& channels, long kernel,
                                          long stride, long padding);

/// Convolutions with ReLU after each: [n, channels, h, w] to the last of `convolution_sizes`.
class ConvolutionStackImpl : public torch::nn::Module {
 public:
  ConvolutionStackImpl(const std::vector<ImageShape>& sizes, long kernel, long stride, long padding, Noise& noise);
  torch::Tensor forward(torch::Tensor x);

 private:
  std::vector<Convolution> layers_;
};
TORCH_MODULE(ConvolutionStack);

/// The way back: transposed convolutions from the last of `sizes` to its first, ReLU between them.
class TransposedStackImpl : public torch::nn::Module {
 public:
  TransposedStackImpl(const std::vector<ImageShape>& sizes, long kernel, long stride, long padding, Noise& noise);
  torch::Tensor forward(torch::Tensor x);

 private:
  std::vector<TransposedConvolution> layers_;
};
TORCH_MODULE(TransposedStack);

}  // namespace zscope
