#include "models/vae_iw.h"

#include "models/training_settings.h"
#include "models/vae.h"
#include "models/vae_objectives.h"

namespace zscope {
namespace {

/// The importance-weighted autoencoder (Burda, Grosse & Salakhutdinov 2016): the bound of k draws for each picture.
class ImportanceWeightedVae : public VariationalAutoencoder {
 public:
  explicit ImportanceWeightedVae(const ModelSpec& spec)
      : VariationalAutoencoder(spec), samples_(integer_setting(spec.settings, "samples")) {}

 protected:
  Loss objective(StepContext& context) override {
    const torch::Tensor x = likelihood().target(context.images, context.noise);
    const auto [reconstruction, kl] = many_draws(x, context.labels, samples_, context.noise);
    const torch::Tensor bound = importance_weighted_bound(-reconstruction - kl);
    return {-bound.sum(), {{"reconstruction", reconstruction.mean(1).sum()}, {"kl", kl.mean(1).sum()}}};
  }
  Coupling coupling() const override { return Autoencoder::coupling(); }

 private:
  std::int64_t samples_;
};

}  // namespace

ModelEntry vae_iw() {
  using namespace setting;
  ModelInfo info;
  info.name = "vae-iw";
  info.title = "Importance-weighted VAE";
  info.summary = "Several draws for each picture, the better ones counting more: a tighter bound, and richer codes.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.settings = joined({
      network_settings(NetworkKind::fully_connected),
      {integer("latent_dim", "How many numbers describe a picture.", "20", 1, 512),
       integer("samples", "Draws for each picture; 1: the plain VAE with its KL at the sample.", "5", 1, 500)},
      PixelLikelihood::settings(),
  });
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"k=5", "Five draws for each picture.", {}},
      {"k=50", "Fifty, at close to fifty times the work of one.", {{"samples", "50"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<ImportanceWeightedVae>(spec); }};
}

}  // namespace zscope
