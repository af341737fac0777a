#include "models/vae_tc.h"

#include "models/training_settings.h"
#include "models/vae.h"
#include "models/vae_objectives.h"

#include <algorithm>

namespace zscope {
namespace {

/// β-TCVAE (Chen et al. 2018). The KL is mutual information + total correlation + the KLs of single dimensions; only
/// the second, which says how much the dimensions know of each other, is to weigh more. So (tc_weight − 1) times it
/// comes on top.
class TotalCorrelationVae : public VariationalAutoencoder {
 public:
  explicit TotalCorrelationVae(const ModelSpec& spec)
      : VariationalAutoencoder(spec), tc_weight_(real_setting(spec.settings, "tc_weight")) {}

  void set(const std::string& name, const std::string& value) override {
    if (name != "tc_weight") return VariationalAutoencoder::set(name, value);
    tc_weight_ = real_setting({{name, value}}, name);
  }

 protected:
  Coupling coupling() const override { return Coupling::whole; }  // q(z) is estimated from the batch

  void complete(Loss& loss, const Latent& latent, StepContext& context) override {
    const std::int64_t images = std::max(context.training_images, latent.z.size(0));
    const Aggregate aggregate = aggregate_posterior(latent.posterior, latent.z, images);
    const torch::Tensor total_correlation = (aggregate.joint - aggregate.marginals.sum(1)).sum();
    loss.total = loss.total + (tc_weight_ - 1) * total_correlation;
    loss.parts.emplace_back("mutual_information",
                            log_posterior(latent.posterior, latent.z).sum() - aggregate.joint.sum());
    loss.parts.emplace_back("total_correlation", total_correlation);
  }

 private:
  double tc_weight_;
};

}  // namespace

ModelEntry vae_tc() {
  ModelInfo info;
  info.name = "vae-tc";
  info.title = "β-TCVAE";
  info.summary = "Dimensions may not know of each other: what one of them changes tends to be one thing.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.settings = setting::joined({
      network_settings(NetworkKind::convolutional),
      {setting::live(setting::real("tc_weight",
                                   "Weight of the total correlation within the KL (the paper's β); 1: a plain VAE.",
                                   "6", 0, 1000))},
      VariationalAutoencoder::settings("10"),
  });
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"conv", "Two convolutions and ten latent dimensions.", {}},
      {"fc", "One hidden layer of 400 units and ten latent dimensions.", {{"network", "fc"}, {"hidden", "400"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<TotalCorrelationVae>(spec); }};
}

}  // namespace zscope
