#include "models/gan_networks.h"

#include "models/networks.h"
#include "models/objectives.h"
#include "models/pictures.h"

#include <algorithm>
#include <string>

namespace zscope {
namespace {

long padding_of(long kernel) { return (kernel - 1) / 2; }

class FullyConnectedGenerator : public Generator {
 public:
  FullyConnectedGenerator(std::int64_t in, const std::vector<long>& hidden, const ModelSpec& spec)
      : shape_(spec.shape) {
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      const std::string name = std::to_string(i);
      layers_.push_back(register_module("layer" + name, Dense(i == 0 ? in : hidden[i - 1], hidden[i], spec.noise)));
      norms_.push_back(register_module("norm" + name, BatchNorm(hidden[i], spec.noise, spec.collective)));
    }
    head_ = register_module("head", Dense(hidden.back(), shape_.size(), spec.noise));
  }

  torch::Tensor forward(const torch::Tensor& z) override {
    torch::Tensor x = z;
    for (std::size_t i = 0; i < layers_.size(); ++i) x = torch::leaky_relu(norms_[i](layers_[i](x)), kLeak);
    return inside_from_output(head_(x), shape_).view({z.size(0), shape_.channels, shape_.height, shape_.width});
  }

 private:
  ImageShape shape_;
  std::vector<Dense> layers_;
  std::vector<BatchNorm> norms_;
  Dense head_{nullptr};
};

/// The sizes of pictures in the generator, the features first: the two layers next to the picture double it.
std::vector<ImageShape> generator_sizes(const ImageShape& picture, std::vector<long> channels, long kernel) {
  std::reverse(channels.begin(), channels.end());
  const auto doubled = static_cast<long>(std::min<std::size_t>(2, channels.size()));
  std::vector<ImageShape> sizes =
      convolution_sizes(picture, {channels.begin(), channels.begin() + doubled}, kernel, 2, padding_of(kernel));
  for (auto more = channels.begin() + doubled; more != channels.end(); ++more) {
    sizes.push_back(sizes.back());
    sizes.back().channels = static_cast<int>(*more);
  }
  std::reverse(sizes.begin(), sizes.end());
  return sizes;
}

class ConvolutionalGenerator : public Generator {
 public:
  ConvolutionalGenerator(std::int64_t in, const std::vector<ImageShape>& sizes, long kernel, const ModelSpec& spec)
      : first_(sizes.front()) {
    head_ = register_module("head", Dense(in, first_.size(), spec.noise, kDcganInitialisation));
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
      const ImageShape &from = sizes[i], &to = sizes[i + 1];
      const std::string name = std::to_string(i);
      norms_.push_back(
          register_module("norm" + name, BatchNorm(from.channels, spec.noise, spec.collective, kDcganInitialisation)));
      const ConvolutionShape layer = transposed_layer(from, to, kernel, 2, padding_of(kernel));
      layers_.push_back(register_module(
          "layer" + name, TransposedConvolution(layer, to.height, to.width, spec.noise, kDcganInitialisation)));
    }
  }

  torch::Tensor forward(const torch::Tensor& z) override {
    torch::Tensor x = head_(z).view({z.size(0), first_.height, first_.width, first_.channels}).permute({0, 3, 1, 2});
    for (std::size_t i = 0; i < layers_.size(); ++i) x = layers_[i](norms_[i](x).relu_());
    return x.tanh_();
  }

 private:
  ImageShape first_;
  Dense head_{nullptr};
  std::vector<BatchNorm> norms_;
  std::vector<TransposedConvolution> layers_;
};

class FullyConnectedReader : public PictureReader {
 public:
  FullyConnectedReader(std::int64_t in, const std::vector<long>& hidden, std::int64_t outputs, const LayerRules& rules,
                       const ModelSpec& spec) {
    for (const long out : hidden) {
      add_layer(LeakyDense(in, out, rules, spec.noise, spec.collective));
      in = out;
    }
    make_head(in, outputs, rules, spec.noise);
  }

 protected:
  torch::Tensor prepared(const torch::Tensor& pictures) override { return pictures.flatten(1); }
  torch::Tensor flattened(const torch::Tensor& x) override { return x; }
};

class ConvolutionalReader : public PictureReader {
 public:
  ConvolutionalReader(const std::vector<ImageShape>& sizes, const ReaderLayers& layers, std::int64_t outputs,
                      const LayerRules& rules, const ModelSpec& spec)
      : global_pool_(layers.global_pool) {
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
      const ConvolutionShape shape{sizes[i].channels, sizes[i + 1].channels, layers.kernel, 2,
                                   padding_of(layers.kernel)};
      LayerRules here = rules;
      if (i == 0 && rules.norm == Norm::batch) here.norm = Norm::none;  // DCGAN: none where the picture comes in
      add_layer(LeakyConvolution(shape, here, spec.noise, spec.collective));
    }
    std::int64_t features = global_pool_ ? sizes.back().channels : static_cast<std::int64_t>(sizes.back().size());
    if (layers.units > 0) {
      add_layer(LeakyDense(features, layers.units, rules, spec.noise, spec.collective),
                [this](const torch::Tensor& maps) { return flattened(maps); });
      features = layers.units;
    }
    make_head(features, outputs, rules, spec.noise);
  }

 protected:
  torch::Tensor prepared(const torch::Tensor& pictures) override {
    return pictures.contiguous(torch::MemoryFormat::ChannelsLast);
  }
  torch::Tensor flattened(const torch::Tensor& x) override {
    if (x.dim() == 2) return x;  // of the dense layer
    // As it lies in memory, channels last: no copy.
    return global_pool_ ? x.amax({2, 3}) : x.permute({0, 2, 3, 1}).flatten(1);
  }

 private:
  bool global_pool_;
};

}  // namespace

torch::Tensor PictureReader::through(const torch::Tensor& pictures, std::size_t layers, Noise* noise) {
  torch::Tensor x = prepared(pictures);
  for (std::size_t i = 0; i < layers; ++i) x = layers_[i](x, noise);
  return x;
}

void PictureReader::make_head(std::int64_t features, std::int64_t outputs, const LayerRules& rules, Noise& noise) {
  feature_count_ = features;
  if (outputs > 0) head_ = register_module("head", Head(features, outputs, rules, noise));
}

std::shared_ptr<Generator> fully_connected_generator(std::int64_t in, const std::vector<long>& hidden,
                                                     const ModelSpec& spec) {
  return std::make_shared<FullyConnectedGenerator>(in, hidden, spec);
}

std::shared_ptr<Generator> convolutional_generator(std::int64_t in, const std::vector<long>& channels, long kernel,
                                                   const ModelSpec& spec) {
  return std::make_shared<ConvolutionalGenerator>(in, generator_sizes(spec.shape, channels, kernel), kernel, spec);
}

std::shared_ptr<PictureReader> fully_connected_reader(std::int64_t in, const std::vector<long>& hidden,
                                                      std::int64_t outputs, const LayerRules& rules,
                                                      const ModelSpec& spec) {
  return std::make_shared<FullyConnectedReader>(in, hidden, outputs, rules, spec);
}

std::shared_ptr<PictureReader> convolutional_reader(const ImageShape& shape, const ReaderLayers& layers,
                                                    std::int64_t outputs, const LayerRules& rules,
                                                    const ModelSpec& spec) {
  const auto sizes = convolution_sizes(shape, layers.channels, layers.kernel, 2, padding_of(layers.kernel));
  return std::make_shared<ConvolutionalReader>(sizes, layers, outputs, rules, spec);
}

SettingInfo discriminator_units() {
  return setting::integer("discriminator_units",
                          "Units of a dense layer between the discriminator's last maps and its verdict, which sees "
                          "the picture as a whole; 0: none.",
                          "0", 0, 8192);
}

}  // namespace zscope
