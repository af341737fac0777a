#pragma once

#include "base/image.h"
#include "models/layers.h"

#include "models/libtorch.h"

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

/// The sizes on the way back, features first, the picture last: as `encoder` (see convolution_sizes) the other way
/// round, with `channels` of its own. Where there are more of them than the encoder has layers, the last layers keep
/// the picture's size. Throws Misuse naming the setting `decoder_channels` when there are too few.
std::vector<ImageShape> decoder_sizes(const std::vector<ImageShape>& encoder, const std::vector<long>& channels);

/// The transposed convolution from one of these sizes to the next; where it keeps the size, it has stride 1 and an odd
/// kernel, since an even one cannot.
ConvolutionShape transposed_layer(const ImageShape& from, const ImageShape& to, long kernel, long stride, long padding);

/// Transposed convolutions through `sizes` (see decoder_sizes), ReLU between them.
class TransposedStackImpl : public torch::nn::Module {
 public:
  TransposedStackImpl(const std::vector<ImageShape>& sizes, long kernel, long stride, long padding, Noise& noise);
  torch::Tensor forward(torch::Tensor x);

 private:
  std::vector<TransposedConvolution> layers_;
};
TORCH_MODULE(TransposedStack);

}  // namespace zscope
