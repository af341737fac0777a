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
    std::vector<long> back = integer_list_setting(spec.settings, "decoder_channels");
    if (back == std::vector<long>{0}) back.assign(channels.rbegin(), channels.rend());
    const auto sizes_back = decoder_sizes(sizes, back);
    first_ = sizes_back.front();
    const auto features = static_cast<long>(sizes.back().size());
    // `hidden` 0: straight from the features to the latent space.
    const long hidden = integer_setting(spec.settings, "hidden");
    std::vector<long> to_latent{features, 2L * latent_dim()},
        from_latent{latent_dim(), static_cast<long>(first_.size())};
    if (hidden > 0) {
      to_latent.insert(to_latent.begin() + 1, hidden);
      from_latent.insert(from_latent.begin() + 1, hidden);
    }
    features_ = register_module("encoder_features", ConvolutionStack(sizes, kernel, kStride, kPadding, spec.noise));
    to_latent_ = register_module("encoder_head", MultilayerPerceptron(to_latent, false, spec.noise));
    from_latent_ = register_module("decoder_head", MultilayerPerceptron(from_latent, true, spec.noise));
    pictures_ = register_module("decoder_pictures", TransposedStack(sizes_back, kernel, kStride, kPadding, spec.noise));
  }

 protected:
  torch::Tensor encoder_output(const torch::Tensor& images) override {
    // Features are flattened as they lie in memory, channels last: no copy.
    return to_latent_(features_(images).permute({0, 2, 3, 1}).flatten(1));
  }
  torch::Tensor decoder_output(const torch::Tensor& z) override {
    const torch::Tensor features = from_latent_(z).view({z.size(0), first_.height, first_.width, first_.channels});
    return pictures_(features.permute({0, 3, 1, 2}));
  }

 private:
  static constexpr long kStride = 2;
  static constexpr long kPadding = 1;
  ImageShape first_;  ///< of the decoder's features
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
  using namespace setting;
  info.settings.insert(
      info.settings.begin(),
      {integers("channels", "Channels of the encoder's convolutions, each of which halves the picture.", "32,64", 1,
                1024),
       integers("decoder_channels",
                "Channels of the decoder: of its first features, then after each layer but the last; 0: mirrors the "
                "encoder.",
                "0", 0, 1024),
       integer("kernel", "Width of the convolutions.", "3", 3, 4),
       integer("hidden", "Units of a fully connected layer beside the latent space; 0: none.", "0", 0, 8192)});
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"z=2", "Two convolutions and a plane to wander on.", {}},
      {"z=2 primer",
       "A wider decoder (7·7·32 → 64 → 32), the KL measured at the sample, and a tenth of the learning rate.",
       {{"decoder_channels", "32,64,32"}, {"kl", "monte-carlo"}, {"learning_rate", "0.0001"}}},
      {"z=100",
       "Convolutions of 4×4, a layer of 256 units and 100 latent dimensions.",
       {{"kernel", "4"}, {"hidden", "256"}, {"latent_dim", "100"}, {"batch_size", "64"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<ConvolutionalVae>(spec); }};
}

}  // namespace zscope
