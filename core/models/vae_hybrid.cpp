#include "models/vae_hybrid.h"

#include "models/training_settings.h"
#include "models/vae.h"

namespace zscope {
namespace {

/// Two encoders look at a picture, one fully connected, one convolutional; each has latent dimensions of its own, and
/// one decoder makes the picture from all of them.
class HybridVae : public VariationalAutoencoder {
 public:
  explicit HybridVae(const ModelSpec& spec)
      : HybridVae(spec, integer_setting(spec.settings, "latent_dim_fc"),
                  integer_setting(spec.settings, "latent_dim_conv")) {}

 protected:
  torch::Tensor encoder_output(const torch::Tensor& images, const torch::Tensor&) override {
    const auto first = (*encoders_[0])(images).chunk(2, 1), second = (*encoders_[1])(images).chunk(2, 1);
    return torch::cat({first[0], second[0], first[1], second[1]}, 1);
  }
  torch::Tensor decoder_output(const torch::Tensor& z, const torch::Tensor&) override {
    return (*decoders_[0])(z) + (*decoders_[1])(z);
  }
  void complete(Loss& loss, const Latent& latent, StepContext&) override {
    loss.parts.emplace_back("kl_fc", latent.kl.narrow(1, 0, dims_[0]).sum());
    loss.parts.emplace_back("kl_conv", latent.kl.narrow(1, dims_[0], dims_[1]).sum());
  }

 private:
  HybridVae(const ModelSpec& spec, long fc, long conv)
      : VariationalAutoencoder(spec,
                               Networks{.kind = {}, .latent_dim = static_cast<int>(fc + conv), .encoder_outputs = 0}),
        dims_{fc, conv} {
    const std::array<NetworkKind, 2> kinds{NetworkKind::fully_connected, NetworkKind::convolutional};
    const std::array<std::string, 2> words{"fc", "conv"};
    for (std::size_t i = 0; i < 2; ++i) {
      encoders_[i] = make_encoder(*this, "encoder_" + words[i], spec, kinds[i], 2 * dims_[i]);
      decoders_[i] =
          make_decoder(*this, "decoder_" + words[i], spec, kinds[i], latent_dim(), likelihood().decoder_channels());
    }
  }

  std::array<long, 2> dims_;
  std::array<std::unique_ptr<Encoder>, 2> encoders_;
  std::array<std::unique_ptr<Decoder>, 2> decoders_;  ///< their outputs add up: one picture, strokes and all the rest
};

}  // namespace

ModelEntry vae_hybrid() {
  ModelInfo info;
  info.name = "vae-hybrid";
  info.title = "Hybrid VAE";
  info.summary = "Two encoders with codes of their own, fully connected and convolutional, and one decoder of both.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  using namespace setting;
  std::vector<SettingInfo> shared = VariationalAutoencoder::settings("10");
  shared.erase(shared.begin());  // `latent_dim`: it has two
  info.settings = joined({
      convolution_settings("32,64"),
      {integers("hidden", "Units of the fully connected hidden layers, of both branches; 0: none.", "400", 0, 8192),
       integer("latent_dim_fc", "How many numbers the fully connected encoder gives.", "10", 1, 256),
       integer("latent_dim_conv", "How many numbers the convolutional encoder gives.", "10", 1, 256)},
      shared,
  });
  info.latent_blocks = [](const Settings& settings, const ImageShape&, int) {
    return std::vector<LatentBlock>{{.name = "fc",
                                     .title = "Fully connected",
                                     .summary = "What the fully connected encoder sees: the picture as a whole.",
                                     .size = static_cast<int>(integer_setting(settings, "latent_dim_fc")),
                                     .symbol = "f"},
                                    {.name = "conv",
                                     .title = "Convolutional",
                                     .summary = "What the convolutional encoder sees: strokes and where they are.",
                                     .size = static_cast<int>(integer_setting(settings, "latent_dim_conv")),
                                     .symbol = "c"}};
  };
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"10+10", "Ten dimensions from each encoder.", {}},
      {"1+1", "A plane: one axis from each encoder.", {{"latent_dim_fc", "1"}, {"latent_dim_conv", "1"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<HybridVae>(spec); }};
}

}  // namespace zscope
