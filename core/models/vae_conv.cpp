#include "models/vae_conv.h"

#include "models/training_settings.h"
#include "models/vae.h"

namespace zscope {
ModelEntry vae_conv() {
  ModelInfo info;
  info.name = "vae-conv";
  info.title = "Convolutional VAE";
  info.summary = "Convolutions see strokes and corners: smoother pictures, and far fewer parameters.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.settings = setting::joined({
      convolution_settings("32,64"),
      {setting::integer("hidden", "Units of a fully connected layer beside the latent space; 0: none.", "0", 0, 8192)},
      VariationalAutoencoder::settings("2"),
  });
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"z=2",
       "Two convolutions, three back (7·7·32 → 64 → 32), and a plane to wander on.",
       {{"decoder_channels", "32,64,32"}}},
      {"z=2 primer",
       "As z=2, but the KL measured at the sample, and a tenth of the learning rate.",
       {{"decoder_channels", "32,64,32"}, {"kl", "monte-carlo"}, {"learning_rate", "0.0001"}}},
      {"z=100",
       "Convolutions of 4×4, a layer of 256 units and 100 latent dimensions.",
       {{"kernel", "4"}, {"hidden", "256"}, {"latent_dim", "100"}, {"batch_size", "64"}}},
      {"beta-4",
       "Ten dimensions whose KL counts four times: blurred pictures, and dimensions that tend to mean one thing each.",
       {{"latent_dim", "10"}, {"beta", "4"}}},
      {"capacity",
       "Ten dimensions that may carry more and more about a picture, up to 25 nats, one after another.",
       {{"latent_dim", "10"}, {"gamma", "30"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<VariationalAutoencoder>(spec); }};
}

}  // namespace zscope
