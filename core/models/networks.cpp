#include "models/networks.h"

#include "base/error.h"

#include <algorithm>

namespace zscope {

MultilayerPerceptronImpl::MultilayerPerceptronImpl(const std::vector<long>& sizes, bool activate_last, Noise& noise)
    : activate_last_(activate_last) {
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    layers_.push_back(register_module(std::to_string(i), Dense(sizes[i], sizes[i + 1], noise)));
  }
}

torch::Tensor MultilayerPerceptronImpl::forward(torch::Tensor x) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    x = layers_[i](x, i + 1 < layers_.size() || activate_last_);
  }
  return x;
}

std::vector<ImageShape> convolution_sizes(const ImageShape& picture, const std::vector<long>& channels, long kernel,
                                          long stride, long padding) {
  if (picture.points()) {
    misuse("Convolutions look at pictures, and this data is points of the plane: choose dense layers.");
  }
  std::vector<ImageShape> sizes{picture};
  for (const long out : channels) {
    const ImageShape& in = sizes.back();
    const ConvolutionShape layer{in.channels, out, kernel, stride, padding};
    const ImageShape next{static_cast<int>(out), static_cast<int>(layer.output_size(in.height)),
                          static_cast<int>(layer.output_size(in.width))};
    if (next.height < 1 || next.width < 1 || in.height + 2 * padding < kernel || in.width + 2 * padding < kernel) {
      misuse("channels: {} convolutions are too many for pictures of {}×{}; give fewer channels or larger pictures.",
             channels.size(), picture.width, picture.height);
    }
    sizes.push_back(next);
  }
  return sizes;
}

ConvolutionStackImpl::ConvolutionStackImpl(const std::vector<ImageShape>& sizes, long kernel, long stride, long padding,
                                           Noise& noise) {
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const ConvolutionShape shape{sizes[i].channels, sizes[i + 1].channels, kernel, stride, padding};
    layers_.push_back(register_module(std::to_string(i), Convolution(shape, noise)));
  }
}

torch::Tensor ConvolutionStackImpl::forward(torch::Tensor x) {
  x = x.contiguous(torch::MemoryFormat::ChannelsLast);
  for (auto& layer : layers_) x = layer(x).relu_();
  return x;
}

std::vector<ImageShape> decoder_sizes(const std::vector<ImageShape>& encoder, const std::vector<long>& channels) {
  if (channels.size() + 1 < encoder.size()) {
    misuse("decoder_channels: must be at least {} whole numbers, one for each of `channels`.", encoder.size() - 1);
  }
  if (*std::min_element(channels.begin(), channels.end()) < 1) {
    misuse("decoder_channels: must be 0 alone (the encoder mirrored) or whole numbers from 1 on.");
  }
  std::vector<ImageShape> sizes;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    ImageShape size = i < encoder.size() ? encoder[encoder.size() - 1 - i] : encoder.front();
    size.channels = static_cast<int>(channels[i]);
    sizes.push_back(size);
  }
  sizes.push_back(encoder.front());
  return sizes;
}

ConvolutionShape transposed_layer(const ImageShape& from, const ImageShape& to, long kernel, long stride,
                                  long padding) {
  if (from.height != to.height || from.width != to.width) return {from.channels, to.channels, kernel, stride, padding};
  const long odd = kernel / 2 * 2 + 1;
  return {from.channels, to.channels, odd, 1, odd / 2};
}

TransposedStackImpl::TransposedStackImpl(const std::vector<ImageShape>& sizes, long kernel, long stride, long padding,
                                         Noise& noise) {
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const ImageShape &from = sizes[i], &to = sizes[i + 1];
    const ConvolutionShape shape = transposed_layer(from, to, kernel, stride, padding);
    layers_.push_back(register_module(std::to_string(i), TransposedConvolution(shape, to.height, to.width, noise)));
  }
}

torch::Tensor TransposedStackImpl::forward(torch::Tensor x) {
  x = x.contiguous(torch::MemoryFormat::ChannelsLast);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    x = layers_[i](x);
    if (i + 1 < layers_.size()) x = x.relu_();
  }
  return x;
}

}  // namespace zscope
