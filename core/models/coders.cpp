#include "models/coders.h"

#include "base/error.h"
#include "models/networks.h"

#include <algorithm>
#include <utility>

namespace zscope {
namespace {

/// [from, hidden..., to]; hidden 0 is none.
std::vector<long> with_hidden(long from, std::vector<long> hidden, long to) {
  if (hidden == std::vector<long>{0}) hidden.clear();
  hidden.insert(hidden.begin(), from);
  hidden.push_back(to);
  return hidden;
}

std::vector<long> hidden_sizes(const Settings& settings) {
  std::vector<long> sizes = integer_list_setting(settings, "hidden");
  if (sizes.size() > 1 && std::count(sizes.begin(), sizes.end(), 0) > 0) {
    misuse("hidden={}: each of several layers must have at least one unit; 0 alone means none.",
           text_setting(settings, "hidden"));
  }
  return sizes;
}

std::vector<long> mirrored_hidden_sizes(const Settings& settings) {
  std::vector<long> hidden = hidden_sizes(settings);
  std::reverse(hidden.begin(), hidden.end());
  return hidden;
}

class FullyConnectedEncoder : public Encoder {
 public:
  FullyConnectedEncoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec, long outputs,
                        long conditions)
      : layers_(owner.register_module(
            name, MultilayerPerceptron(with_hidden(static_cast<long>(spec.shape.size()) + conditions,
                                                   hidden_sizes(spec.settings), outputs),
                                       false, spec.noise))) {}

  torch::Tensor operator()(const torch::Tensor& images, const torch::Tensor& condition) override {
    const torch::Tensor pixels = images.flatten(1);
    return layers_(condition.defined() ? torch::cat({pixels, condition}, 1) : pixels);
  }

 private:
  MultilayerPerceptron layers_;
};

class FullyConnectedDecoder : public Decoder {
 public:
  FullyConnectedDecoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec, long inputs,
                        int channels)
      : shape_(spec.shape) {
    shape_.channels = channels;
    layers_ = owner.register_module(name, MultilayerPerceptron(with_hidden(inputs, mirrored_hidden_sizes(spec.settings),
                                                                           static_cast<long>(shape_.size())),
                                                               false, spec.noise));
  }

  torch::Tensor operator()(const torch::Tensor& z) override {
    return layers_(z).view({z.size(0), shape_.channels, shape_.height, shape_.width});
  }

 private:
  ImageShape shape_;
  MultilayerPerceptron layers_{nullptr};
};

class ConvolutionalEncoder : public Encoder {
 public:
  ConvolutionalEncoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec, long outputs,
                       long conditions) {
    ImageShape seen = spec.shape;
    if (conditions > 0) {
      // A condition is one more channel: a picture that it stands for, learned.
      plane_ = owner.register_module(name + "_plane", Dense(conditions, 1L * seen.height * seen.width, spec.noise));
      ++seen.channels;
    }
    const long kernel = integer_setting(spec.settings, "kernel");
    const auto sizes =
        convolution_sizes(seen, integer_list_setting(spec.settings, "channels"), kernel, kStride, kPadding);
    features_ =
        owner.register_module(name + "_features", ConvolutionStack(sizes, kernel, kStride, kPadding, spec.noise));
    head_ = owner.register_module(
        name + "_head",
        MultilayerPerceptron(with_hidden(static_cast<long>(sizes.back().size()), hidden_sizes(spec.settings), outputs),
                             false, spec.noise));
  }

  torch::Tensor operator()(const torch::Tensor& images, const torch::Tensor& condition) override {
    torch::Tensor seen = images;
    if (plane_) {
      seen = torch::cat({images, plane_(condition).view({images.size(0), 1, images.size(2), images.size(3)})}, 1);
    }
    // Features are flattened as they lie in memory, channels last: no copy.
    return head_(features_(seen).permute({0, 2, 3, 1}).flatten(1));
  }

 private:
  Dense plane_{nullptr};
  ConvolutionStack features_{nullptr};
  MultilayerPerceptron head_{nullptr};
};

class ConvolutionalDecoder : public Decoder {
 public:
  ConvolutionalDecoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec, long inputs,
                       int channels) {
    const long kernel = integer_setting(spec.settings, "kernel");
    ImageShape made = spec.shape;
    made.channels = channels;
    const auto sizes = decoder_sizes(
        convolution_sizes(made, integer_list_setting(spec.settings, "channels"), kernel, kStride, kPadding),
        decoder_channels(spec.settings));
    first_ = sizes.front();
    head_ = owner.register_module(
        name + "_head", MultilayerPerceptron(
                            with_hidden(inputs, mirrored_hidden_sizes(spec.settings), static_cast<long>(first_.size())),
                            true, spec.noise));
    pictures_ =
        owner.register_module(name + "_pictures", TransposedStack(sizes, kernel, kStride, kPadding, spec.noise));
  }

  torch::Tensor operator()(const torch::Tensor& z) override {
    const torch::Tensor features = head_(z).view({z.size(0), first_.height, first_.width, first_.channels});
    return pictures_(features.permute({0, 3, 1, 2}));
  }

 private:
  ImageShape first_;  ///< of its features
  MultilayerPerceptron head_{nullptr};
  TransposedStack pictures_{nullptr};
};

}  // namespace

NetworkKind network_kind(const Settings& settings) {
  const auto network = settings.find("network");
  const bool convolutional = network != settings.end() ? network->second == "conv" : settings.contains("channels");
  return convolutional ? NetworkKind::convolutional : NetworkKind::fully_connected;
}

std::unique_ptr<Encoder> make_encoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec,
                                      NetworkKind kind, long outputs, long conditions) {
  if (kind == NetworkKind::convolutional) {
    return std::make_unique<ConvolutionalEncoder>(owner, name, spec, outputs, conditions);
  }
  return std::make_unique<FullyConnectedEncoder>(owner, name, spec, outputs, conditions);
}

std::unique_ptr<Decoder> make_decoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec,
                                      NetworkKind kind, long inputs, int channels) {
  if (kind == NetworkKind::convolutional) {
    return std::make_unique<ConvolutionalDecoder>(owner, name, spec, inputs, channels);
  }
  return std::make_unique<FullyConnectedDecoder>(owner, name, spec, inputs, channels);
}

std::vector<SettingInfo> convolution_settings(const std::string& channels) {
  using namespace setting;
  return {
      integers("channels", "Channels of the encoder's convolutions, each of which halves the picture.", channels, 1,
               1024),
      integers("decoder_channels",
               "Channels of the decoder: of its first features, then after each layer but the last; 0: mirrors the "
               "encoder.",
               "0", 0, 1024),
      integer("kernel", "Width of the convolutions.", "3", 3, 4),
  };
}

std::vector<SettingInfo> network_settings(NetworkKind first) {
  using namespace setting;
  const bool convolutional = first == NetworkKind::convolutional;
  const std::vector<std::string> kinds =
      convolutional ? std::vector<std::string>{"conv", "fc"} : std::vector<std::string>{"fc", "conv"};
  std::vector<SettingInfo> settings = convolution_settings("32,64");
  settings.insert(
      settings.begin(),
      {choice("network", "Convolutions, or fully connected layers alone.", kinds),
       integers("hidden", "Units of the encoder's fully connected hidden layers; the decoder mirrors them; 0: none.",
                convolutional ? "0" : "400", 0, 8192)});
  return settings;
}

std::vector<long> decoder_channels(const Settings& settings) {
  std::vector<long> back = integer_list_setting(settings, "decoder_channels");
  if (back != std::vector<long>{0}) return back;
  back = integer_list_setting(settings, "channels");
  std::reverse(back.begin(), back.end());
  return back;
}

}  // namespace zscope
