#include "models/vae_factor.h"

#include "models/networks.h"
#include "models/objectives_gan.h"
#include "models/training_settings.h"
#include "models/vae.h"
#include "models/vae_objectives.h"

namespace zscope {
namespace {

/// FactorVAE (Kim & Mnih 2018): a discriminator learns to tell codes from codes whose dimensions were shuffled; its
/// logit is the total correlation, which the VAE lowers.
class FactorVae : public VariationalAutoencoder {
 public:
  explicit FactorVae(const ModelSpec& spec)
      : VariationalAutoencoder(spec),
        tc_weight_(real_setting(spec.settings, "tc_weight")),
        discriminator_rate_(real_setting(spec.settings, "discriminator_rate")) {
    std::vector<long> sizes = integer_list_setting(spec.settings, "discriminator_hidden");
    sizes.insert(sizes.begin(), latent_dim());
    sizes.push_back(1);
    discriminator_ = register_module("discriminator", MultilayerPerceptron(sizes, false, spec.noise));
  }

  std::vector<Phase> phases() override {
    Phase autoencoder = VariationalAutoencoder::phases().front();
    // The discriminator is asked, not taught, how much the dimensions know of each other.
    autoencoder.parameters = {"encoder", "decoder", "raw_log_sigma"};
    Phase discriminator;
    discriminator.name = "discriminator";
    discriminator.parameters = {"discriminator."};
    discriminator.batches = 2;  // the paper: shuffled codes come from pictures of their own
    discriminator.coupling = Coupling::whole;
    discriminator.learning_rate_scale = discriminator_rate_;
    discriminator.beta1 = 0.5;
    discriminator.beta2 = 0.9;
    discriminator.loss = [this](StepContext& context) {
      const torch::Tensor z = codes(context.images, context.labels, context.noise);
      const Batch& other = context.more.front();
      const torch::Tensor shuffled =
          shuffled_dimensions(codes(other.images, other.labels, context.noise), context.noise);
      return Loss{discriminator_loss(discriminator_(z), discriminator_(shuffled)), {}};
    };
    return {autoencoder, discriminator};
  }

  Contest contest(const Batch& batch, Noise& noise) override {
    const torch::Tensor z = codes(batch.images, batch.labels, noise);
    return {discriminator_(z).flatten(), discriminator_(shuffled_dimensions(z, noise)).flatten()};
  }

  std::vector<std::pair<std::string, torch::Tensor>> test_losses(StepContext& context) override {
    auto losses = VariationalAutoencoder::test_losses(context);
    losses.front().first = "autoencoder";  // as the phase's is called
    return losses;
  }

  void set(const std::string& name, const std::string& value) override {
    if (name != "tc_weight") return VariationalAutoencoder::set(name, value);
    tc_weight_ = real_setting({{name, value}}, name);
  }

 protected:
  void complete(Loss& loss, const Latent& latent, StepContext&) override {
    const torch::Tensor total_correlation = discriminator_(latent.z).sum();
    loss.total = loss.total + tc_weight_ * total_correlation;
    loss.parts.emplace_back("total_correlation", total_correlation);
  }

 private:
  /// Draws that the encoder learns nothing from.
  torch::Tensor codes(const torch::Tensor& images, const torch::Tensor& labels, Noise& noise) {
    torch::NoGradGuard no_grad;
    return draw(likelihood().target(images, noise), labels, noise).z;
  }

  double tc_weight_, discriminator_rate_;
  MultilayerPerceptron discriminator_{nullptr};
};

}  // namespace

ModelEntry vae_factor() {
  ModelInfo info;
  info.name = "vae-factor";
  info.title = "FactorVAE";
  info.summary =
      "A discriminator watches that the dimensions know nothing of each other: each comes to mean one thing.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.contest = {"codes as they are", "codes with their dimensions shuffled"};
  using namespace setting;
  info.settings = joined({
      network_settings(NetworkKind::convolutional),
      {live(real("tc_weight", "Weight of the total correlation, beside the KL (the paper's γ); 0: a plain VAE.", "10",
                 0, 1000)),
       integers("discriminator_hidden", "Units of the discriminator's hidden layers.", "256,256,256", 1, 8192),
       real("discriminator_rate", "The discriminator's learning rate, times learning_rate.", "0.1", 0.001, 1000)},
      VariationalAutoencoder::settings("10"),
  });
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"conv", "Two convolutions and ten latent dimensions.", {{"discriminator_rate", "1"}}},
      {"fc",
       "One hidden layer of 400 units and ten latent dimensions.",
       {{"network", "fc"}, {"hidden", "400"}, {"discriminator_rate", "1"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<FactorVae>(spec); }};
}

}  // namespace zscope
