#include "models/dcgan.h"

#include "models/training_settings.h"

#include <algorithm>

namespace zscope {
// Convolutional networks as Radford, Metz & Chintala 2015 have them: batch normalisation, Adam with beta1 = 0.5,
// LeakyReLU in the discriminator, which mirrors the generator's layers that double the picture.

GenerativeAdversarialNetwork::Networks dcgan_networks(const ModelSpec& spec, const DcganAdditions& additions) {
  const std::vector<long> channels = integer_list_setting(spec.settings, "channels");
  const long kernel = integer_setting(spec.settings, "kernel");
  const auto generator = [=, &spec] {
    return convolutional_generator(integer_setting(spec.settings, "latent_dim") + additions.inputs, channels, kernel,
                                   spec);
  };
  const auto discriminator = [=, &spec](const AdversarialGame& game) {
    ImageShape seen = spec.shape;
    seen.channels += additions.planes;
    const auto doubled = static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, channels.size()));
    const LayerRules rules =
        game.discriminator_rules(additions.norm, kDcganInitialisation, real_setting(spec.settings, "dropout"));
    return convolutional_reader(seen,
                                {{channels.rbegin(), channels.rbegin() + doubled},
                                 kernel,
                                 integer_setting(spec.settings, "discriminator_units"),
                                 text_setting(spec.settings, "pool") == "maximum"},
                                1 + additions.outputs, rules, spec);
  };
  return {generator, discriminator};
}

std::vector<SettingInfo> dcgan_settings(const std::string& latent_dim) {
  using namespace setting;
  std::vector<SettingInfo> settings = GenerativeAdversarialNetwork::settings(latent_dim, {});
  settings.insert(
      settings.begin() + 1,
      {integers("channels",
                "Channels of the generator's layers; the last two double the picture, the discriminator mirrors them.",
                "64,32", 1, 1024),
       integer("kernel", "Width of the convolutions.", "4", 3, 5), discriminator_units(),
       real("dropout", "Share of the discriminator's values that is left out in training.", "0", 0, 0.9),
       choice("pool", "What of its last layer the discriminator judges by: all, or each channel's largest value.",
              {"none", "maximum"})});
  return settings;
}

ModelEntry dcgan() {
  ModelInfo info;
  info.name = "dcgan";
  info.title = "DCGAN";
  info.summary = "A generator paints, a discriminator judges: sharp pictures, and no way back from picture to point.";
  info.capabilities.decode = info.capabilities.discriminate = true;
  info.contest = GenerativeAdversarialNetwork::contestants();
  info.settings = dcgan_settings("64");
  append_training_settings(info.settings, {.batch_size = "64", .learning_rate = "0.0005"});
  info.presets = {
      {"light",
       "Small enough to learn digits on a processor in minutes: the discriminator sees the picture as a whole, and its "
       "slope at real pictures is kept low.",
       {{"r1", "1"}, {"average", "0.999"}, {"learning_rate", "0.001"}, {"discriminator_units", "256"}}},
      {"full",
       "7·7·256 → 128 → 64, 5×5 convolutions, 100 latent dimensions: sharper, and far slower.",
       {{"latent_dim", "100"},
        {"channels", "256,128,64"},
        {"kernel", "5"},
        {"r1", "1"},
        {"average", "0.999"},
        {"discriminator_units", "256"}}},
      {"paper",
       "As published: batch normalisation on both sides, nothing that bounds the discriminator's slope, a small rate.",
       {{"latent_dim", "100"}, {"channels", "256,128,64"}, {"kernel", "5"}, {"learning_rate", "0.0002"}}},
      {"primer",
       "A plane to wander on: two latent dimensions, a discriminator with dropout that judges by maxima, noisy labels.",
       {{"latent_dim", "2"},
        {"channels", "128,128,64"},
        {"batch_size", "32"},
        {"dropout", "0.3"},
        {"pool", "maximum"},
        {"label_noise", "0.05"},
        {"discriminator_norm", "none"},
        {"learning_rate", "0.0002"}}},
  };
  return {info, [](const ModelSpec& spec) {
            return std::make_shared<GenerativeAdversarialNetwork>(spec, dcgan_networks(spec));
          }};
}

}  // namespace zscope
