#include "models/vae_fc.h"

#include "models/training_settings.h"
#include "models/vae.h"

namespace zscope {
ModelEntry vae_fc() {
  ModelInfo info;
  info.name = "vae-fc";
  info.title = "Fully connected VAE";
  info.summary = "Every pixel to every unit: the classic VAE, quick to train and the yardstick of the field.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.settings = setting::joined({
      {setting::integers("hidden", "Units of the encoder's hidden layers; the decoder mirrors them.", "400", 1, 8192)},
      VariationalAutoencoder::settings("20"),
  });
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      // The default: two dimensions are a map that needs no projection, and its digits are legible within seconds.
      {"512-512-2",
       "Two hidden layers and a plane to wander on.",
       {{"hidden", "512,512"}, {"latent_dim", "2"}, {"batch_size", "64"}}},
      {"400-20", "784-400-20, the yardstick of the field.", {}},
      {"512-256-64", "Two narrowing layers and 64 latent dimensions.", {{"hidden", "512,256"}, {"latent_dim", "64"}}},
      {"points",
       "For points of the plane; half the KL, as all of it is no less than codes say of them at first.",
       {{"hidden", "128,128"},
        {"latent_dim", "2"},
        {"likelihood", "gaussian-optimal"},
        {"beta", "0.5"},
        {"precision", "fp32"}},
       true},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<VariationalAutoencoder>(spec); }};
}

}  // namespace zscope
