#include "models/vae_conv.h"

#include "models/networks.h"
#include "models/training_settings.h"
#include "models/vae.h"

namespace zscope {
namespace {

class ConvolutionalVae : public VariationalAutoencoder {
 public:
  explicit ConvolutionalVae(const ModelSpec& spec) : VariationalAutoencoder(spec) {
    const std::vector<long> channels = integer_list_setting(spec.settings, "channels");
    const long kernel = integer_setting(spec.settings, "kernel");
    const auto sizes = convolution_sizes(spec.shape, channels, kernel, kStride, kPadding);
    last_ = sizes.back();
    const auto features = static_cast<long>(last_.size());
    // `hidden` 0: straight from the features to the latent space.
    const long hidden = integer_setting(spec.settings, "hidden");
    std::vector<long> to_latent{features, 2L * latent_dim()}, from_latent{latent_dim(), features};
    if (hidden > 0) {
      to_latent.insert(to_latent.begin() + 1, hidden);
      from_latent.insert(from_latent.begin() + 1, hidden);
    }
    features_ = register_module("encoder_features", ConvolutionStack(sizes, kernel, kStride, kPadding, spec.noise));
    to_latent_ = register_module("encoder_head", MultilayerPerceptron(to_latent, false, spec.noise));
    from_latent_ = register_module("decoder_head", MultilayerPerceptron(from_latent, true, spec.noise));
    pictures_ = register_module("decoder_pictures", TransposedStack(sizes, kernel, kStride, kPadding, spec.noise));
  }

 protected:
  torch::Tensor encoder_output(const torch::Tensor& images) override {
    // Features are flattened as they lie in memory, channels last: no copy.
    return to_latent_(features_(images).permute({0, 2, 3, 1}).flatten(1));
  }
  torch::Tensor decoder_output(const torch::Tensor& z) override {
    const torch::Tensor features = from_latent_(z).view({z.size(0), last_.height, last_.width, last_.channels});
    return pictures_(features.permute({0, 3, 1, 2}));
  }

 private:
  static constexpr long kStride = 2;
  static constexpr long kPadding = 1;
  ImageShape last_;
  ConvolutionStack features_{nullptr};
  MultilayerPerceptron to_latent_{nullptr}, from_latent_{nullptr};
  TransposedStack pictures_{nullptr};
};

}  // namespace

ModelEntry vae_conv() {
  ModelInfo info;
  info.name = "vae-conv";
  info.title = "Convolutional VAE";
  info.summary = "Convolutions see strokes and corners: smoother pictures, and far fewer parameters.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.settings = VariationalAutoencoder::settings("2");
  info.settings.insert(
      info.settings.begin(),
      {{"channels",
        "Channels of the encoder's convolutions, each of which halves the picture; the decoder mirrors them.",
        SettingType::integer_list,
        "32,64",
        1,
        1024,
        {},
        false},
       {"kernel", "Width of the convolutions.", SettingType::integer, "3", 3, 4, {}, false},
       {"hidden",
        "Units of a fully connected layer beside the latent space; 0: none.",
        SettingType::integer,
        "0",
        0,
        8192,
        {},
        false}});
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"z=2", "Two convolutions and a plane to wander on.", {}},
      {"z=2 slow", "The same with the primer's learning rate of 1e-4.", {{"learning_rate", "0.0001"}}},
      {"z=100",
       "Convolutions of 4×4, a layer of 256 units and 100 latent dimensions.",
       {{"kernel", "4"}, {"hidden", "256"}, {"latent_dim", "100"}, {"batch_size", "64"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<ConvolutionalVae>(spec); }};
}

}  // namespace zscope
