#include "models/gan.h"

#include "models/gan_networks.h"
#include "models/generative_adversarial_network.h"
#include "models/training_settings.h"

namespace zscope {
namespace {

/// Goodfellow et al. 2014: a fully connected generator against a fully connected or a convolutional discriminator.
GenerativeAdversarialNetwork::Networks networks(const ModelSpec& spec) {
  const Settings& settings = spec.settings;
  return {[&] {
            return fully_connected_generator(integer_setting(settings, "latent_dim"),
                                             integer_list_setting(settings, "hidden"), spec);
          },
          [&](const AdversarialGame& game) {
            const double dropout = real_setting(settings, "dropout");
            if (text_setting(settings, "discriminator") == "convolutional") {
              return convolutional_reader(
                  spec.shape,
                  {integer_list_setting(settings, "channels"), integer_setting(settings, "kernel"),
                   integer_setting(settings, "discriminator_units")},
                  1, game.discriminator_rules(Norm::none, {}, dropout), spec);
            }
            return fully_connected_reader(spec.shape.size(), integer_list_setting(settings, "discriminator_hidden"), 1,
                                          game.discriminator_rules(Norm::none, {}, dropout), spec);
          }};
}

}  // namespace

ModelEntry gan() {
  ModelInfo info;
  info.name = "gan";
  info.title = "GAN";
  info.summary =
      "The first of its kind: dense layers paint, dense or convolutional ones judge, by an objective to choose.";
  info.capabilities.decode = info.capabilities.discriminate = true;
  info.contest = GenerativeAdversarialNetwork::contestants();
  using namespace setting;
  info.settings = GenerativeAdversarialNetwork::settings("100", {});
  info.settings.insert(
      info.settings.begin() + 1,
      {integers("hidden", "Units of the generator's hidden layers.", "256,512,1024", 1, 8192),
       choice("discriminator", "The discriminator's layers.", {"dense", "convolutional"}),
       integers("discriminator_hidden", "Units of a dense discriminator's hidden layers.", "512,256", 1, 8192),
       integers("channels", "Channels of a convolutional discriminator, each of which halves the picture.", "64,128", 1,
                1024),
       integer("kernel", "Width of its convolutions.", "4", 3, 5), discriminator_units(),
       real("dropout", "Share of the discriminator's values that is left out in training.", "0.3", 0, 0.9)});
  append_training_settings(info.settings, {.batch_size = "64", .learning_rate = "0.0002"});
  // Any objective is played better where the discriminator's slope is kept low, and nothing else holds it back.
  const auto steady = [](Settings more) {
    more.insert({{"r1", "1"}, {"dropout", "0"}, {"learning_rate", "0.0005"}, {"average", "0.999"}});
    return more;
  };
  info.presets = {
      {"dense", "Dense layers on both sides, and a discriminator whose slope at real pictures is kept low.",
       steady({})},
      {"convolutional", "A convolutional discriminator, which sees strokes, and behind them the whole picture.",
       steady({{"discriminator", "convolutional"}, {"discriminator_units", "256"}, {"learning_rate", "0.001"}})},
      {"least squares", "The discriminator's error squared: fakes far off still learn.",
       steady({{"objective", "least-squares"}})},
      {"hinge", "A discriminator that rests where it is sure.", steady({{"objective", "hinge"}})},
      {"wgan-gp",
       "A critic of bounded slope, three of its steps for each of the generator: slower and steadier.",
       {{"objective", "wgan-gp"},
        {"critic_steps", "3"},
        {"dropout", "0"},
        {"learning_rate", "0.001"},
        {"halve_rate_epochs", "5"},
        {"beta1", "0"},
        {"beta2", "0.9"},
        {"average", "0.999"}}},
      {"wgan-gp paper",
       "As published: five steps of the critic for each of the generator, at a small rate that stays. Far slower.",
       {{"objective", "wgan-gp"},
        {"critic_steps", "5"},
        {"dropout", "0"},
        {"learning_rate", "0.0001"},
        {"beta1", "0"},
        {"beta2", "0.9"}}},
      {"points",
       "For points of the plane: small networks, and the discriminator's slope at real points kept low.",
       {{"latent_dim", "2"},
        {"hidden", "128,128"},
        {"discriminator_hidden", "128,128"},
        {"dropout", "0"},
        {"r1", "0.1"},
        {"batch_size", "256"},
        {"learning_rate", "0.001"},
        {"precision", "fp32"}},
       true},
  };
  return {info,
          [](const ModelSpec& spec) { return std::make_shared<GenerativeAdversarialNetwork>(spec, networks(spec)); }};
}

}  // namespace zscope
