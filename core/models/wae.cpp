#include "models/wae.h"

#include "models/autoencoder.h"
#include "models/coders.h"
#include "models/training_settings.h"
#include "models/vae_objectives.h"

#include <memory>

namespace zscope {
namespace {

/// The Wasserstein autoencoder with MMD (Tolstikhin et al. 2018): each picture has one code, and all codes together are
/// to look like draws of the prior.
class WassersteinAutoencoder : public Autoencoder {
 public:
  explicit WassersteinAutoencoder(const ModelSpec& spec)
      : Autoencoder(spec, static_cast<int>(integer_setting(spec.settings, "latent_dim"))),
        mmd_weight_(real_setting(spec.settings, "mmd_weight")) {
    const NetworkKind kind = network_kind(spec.settings);
    encoder_ = make_encoder(*this, "encoder", spec, kind, latent_dim());
    decoder_ = make_decoder(*this, "decoder", spec, kind, latent_dim(), likelihood().decoder_channels());
  }

  Posterior encode(const torch::Tensor& images, const torch::Tensor&) override {
    return point_posterior((*encoder_)(images));
  }

  void set(const std::string& name, const std::string& value) override {
    if (name != "mmd_weight") return Model::set(name, value);
    mmd_weight_ = real_setting({{name, value}}, name);
  }

 protected:
  Loss objective(StepContext& context) override {
    const torch::Tensor x = likelihood().target(context.images, context.noise);
    const torch::Tensor codes = (*encoder_)(x);
    const torch::Tensor reconstruction = likelihood().loss((*decoder_)(codes), x);
    // Pairs of codes are what is compared: a batch of one picture has none.
    const torch::Tensor discrepancy =
        codes.size(0) < 2
            ? torch::zeros_like(reconstruction)
            : maximum_mean_discrepancy(codes, context.noise.normal(codes.sizes())) * static_cast<double>(codes.size(0));
    return {reconstruction + mmd_weight_ * discrepancy, {{"reconstruction", reconstruction}, {"mmd", discrepancy}}};
  }
  Coupling coupling() const override { return Coupling::whole; }
  torch::Tensor decoder_output(const torch::Tensor& z, const torch::Tensor&) override { return (*decoder_)(z); }

 private:
  double mmd_weight_;
  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace

ModelEntry wae() {
  ModelInfo info;
  info.name = "wae";
  info.title = "Wasserstein autoencoder";
  info.summary =
      "One code for each picture, no draws: sharper than a VAE; only all codes together must look like chance.";
  info.capabilities.encode = info.capabilities.decode = true;
  using namespace setting;
  info.settings = joined({
      network_settings(NetworkKind::convolutional),
      {integer("latent_dim", "How many numbers describe a picture.", "8", 1, 512),
       live(real("mmd_weight", "Weight of the distance (MMD²) between all codes and draws of the prior.", "500", 0,
                 1000000))},
      PixelLikelihood::settings(),
  });
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"z=8", "Two convolutions and eight dimensions.", {}},
      {"z=2", "A plane to wander on.", {{"latent_dim", "2"}}},
      {"fc", "One hidden layer of 400 units and eight dimensions.", {{"network", "fc"}, {"hidden", "400"}}},
      {"points",
       "For points of the plane.",
       {{"network", "fc"},
        {"hidden", "128,128"},
        {"latent_dim", "2"},
        {"likelihood", "gaussian-optimal"},
        {"precision", "fp32"}},
       true},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<WassersteinAutoencoder>(spec); }};
}

}  // namespace zscope
