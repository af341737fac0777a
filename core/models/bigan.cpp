#include "models/bigan.h"

#include "models/adversarial_game.h"
#include "models/gan_networks.h"
#include "models/objectives.h"
#include "models/training_settings.h"

namespace zscope {
namespace {

using torch::Tensor;

/// Judges a picture together with a point: features of both, through dense layers.
class PairDiscriminatorImpl : public torch::nn::Module {
 public:
  PairDiscriminatorImpl(std::shared_ptr<PictureReader> pictures, long latent_dim, long hidden, const LayerRules& rules,
                        const ModelSpec& spec)
      : pictures_(register_module("pictures", std::move(pictures))) {
    points_ = register_module("points", LeakyDense(latent_dim, hidden, rules, spec.noise, spec.collective));
    both_ = register_module(
        "both", LeakyDense(pictures_->feature_count() + hidden, hidden, rules, spec.noise, spec.collective));
    head_ = register_module("head", Head(hidden, 1, rules, spec.noise));
  }

  /// Pictures in [−1, 1] and points [n, latent_dim] to logits [n].
  Tensor forward(const Tensor& pictures, const Tensor& points, Noise* noise) {
    return head_(features(pictures, points, noise)).squeeze(1);
  }
  /// What the head sees of them: [n, hidden].
  Tensor features(const Tensor& pictures, const Tensor& points, Noise* noise) {
    return both_(torch::cat({pictures_->features(pictures, noise), points_(points, noise)}, 1), noise);
  }

 private:
  std::shared_ptr<PictureReader> pictures_;
  LeakyDense points_{nullptr}, both_{nullptr};
  Head head_{nullptr};
};
TORCH_MODULE(PairDiscriminator);

/// Donahue, Krähenbühl & Darrell 2017 (and Dumoulin et al. 2017): the discriminator tells (x, E(x)) from (G(z), z), and
/// encoder and generator, together, want each taken for the other; where it cannot tell, E inverts G.
class Bigan : public Model {
 public:
  explicit Bigan(const ModelSpec& spec)
      : latent_dim_(integer_setting(spec.settings, "latent_dim")), game_(spec.settings) {
    const std::vector<long> hidden = integer_list_setting(spec.settings, "hidden"),
                            channels = integer_list_setting(spec.settings, "channels");
    const long kernel = integer_setting(spec.settings, "kernel");
    const bool convolutional = text_setting(spec.settings, "network") == "convolutional";
    const LayerRules judging = game_.discriminator_rules(Norm::none, {}, real_setting(spec.settings, "dropout"));
    const auto reader = [&](std::int64_t outputs, const LayerRules& rules) {
      return convolutional ? convolutional_reader(spec.shape, {{channels.rbegin(), channels.rend()}, kernel}, outputs,
                                                  rules, spec)
                           : fully_connected_reader(spec.shape.size(), hidden, outputs, rules, spec);
    };
    generator_ =
        register_module("generator", convolutional ? convolutional_generator(latent_dim_, channels, kernel, spec)
                                                   : fully_connected_generator(latent_dim_, hidden, spec));
    encoder_ = register_module("encoder", reader(latent_dim_, LayerRules{.norm = Norm::batch, .always_batch = false}));
    // The picture's features only: the pair has a head of its own.
    discriminator_ = register_module("discriminator",
                                     PairDiscriminator(reader(0, judging), latent_dim_, hidden.back(), judging, spec));
  }

  std::vector<Phase> phases() override {
    Phase discriminator = game_.discriminator_phase({"discriminator."});
    discriminator.loss = [this](StepContext& context) {
      Pairs pairs;
      {
        torch::NoGradGuard no_grad;  // neither encoder nor generator is what this phase teaches
        pairs = make_pairs(context.images, context.noise);
      }
      const auto judge = [&](const AdversarialGame::Inputs& pair) {
        return discriminator_(pair[0], pair[1], &context.noise);
      };
      return game_.discriminator(judge, pairs.encoded, pairs.generated, context.noise);
    };
    Phase players = game_.generator_phase("generator", {"generator.", "encoder."});
    players.loss = [this](StepContext& context) {
      const auto [encoded, generated] = make_pairs(context.images, context.noise);
      return Loss{game_.generator(discriminator_(generated[0], generated[1], &context.noise)) +
                      game_.reversed_generator(discriminator_(encoded[0], encoded[1], &context.noise)),
                  {}};
    };
    return {discriminator, players};
  }

  std::vector<std::pair<std::string, Tensor>> test_losses(StepContext& context) override {
    const auto [encoded, generated] = make_pairs(context.images, context.noise);
    return game_.figures(discriminator_(encoded[0], encoded[1], nullptr),
                         discriminator_(generated[0], generated[1], nullptr));
  }

  Contest contest(const Batch& batch, Noise& noise) override {
    const auto [encoded, generated] = make_pairs(batch.images, noise);
    return game_.contest(discriminator_(encoded[0], encoded[1], nullptr),
                         discriminator_(generated[0], generated[1], nullptr));
  }

  int latent_dim() const override { return static_cast<int>(latent_dim_); }
  Tensor decode(const Tensor& z, const Tensor&) override { return to_outside(generator_->forward(z)); }
  Posterior encode(const Tensor& images, const Tensor&) override {
    return point_posterior(encoder_->forward(to_inside(images)));
  }
  Tensor discriminate(const Tensor& images, const Tensor&) override {
    const Tensor x = to_inside(images);
    return discriminator_(x, encoder_->forward(x), nullptr);
  }
  Tensor discriminator_features(const Tensor& images, const Tensor& codes) override {
    return discriminator_->features(to_inside(images), codes, nullptr);
  }

 private:
  /// (x, E(x)) and (G(z), z).
  struct Pairs {
    AdversarialGame::Inputs encoded, generated;
  };
  Pairs make_pairs(const Tensor& images, Noise& noise) {
    const Tensor x = to_inside(images), z = noise.normal({x.size(0), latent_dim_});
    return {{x, encoder_->forward(x)}, {generator_->forward(z), z}};
  }

  long latent_dim_;
  AdversarialGame game_;
  std::shared_ptr<Generator> generator_;
  std::shared_ptr<PictureReader> encoder_;
  PairDiscriminator discriminator_{nullptr};
};

}  // namespace

ModelEntry bigan() {
  ModelInfo info;
  info.name = "bigan";
  info.title = "BiGAN";
  info.summary = "A GAN with a way back: the discriminator judges pictures together with their points.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.discriminate = true;
  info.contest = {"pictures with the encoder's points", "points with the generator's pictures"};
  info.settings = AdversarialGame::settings({});
  using namespace setting;
  info.settings.insert(
      info.settings.begin(),
      {integer("latent_dim", "How many numbers a picture is made from.", "50", 1, 512),
       choice("network", "The layers of all three networks.", {"dense", "convolutional"}),
       integers("hidden", "Units of the hidden layers; the last is also that of the pair's.", "1024,1024", 1, 8192),
       integers("channels", "Channels of convolutional networks; the last two double the picture.", "64,32", 1, 1024),
       integer("kernel", "Width of the convolutions.", "4", 3, 5),
       real("dropout", "Share of the discriminator's values that is left out in training.", "0.2", 0, 0.9)});
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.0002"});
  info.presets = {
      {"dense",
       "Dense layers of 1,024 units and 50 latent dimensions, at a rate that falls.",
       {{"halve_rate_epochs", "8"}}},
      {"convolutional", "Convolutions that see strokes.", {{"network", "convolutional"}, {"hidden", "512"}}},
      {"points",
       "For points of the plane: small networks, and the discriminator's slope at real points kept low.",
       {{"latent_dim", "2"},
        {"hidden", "128,128"},
        {"dropout", "0"},
        {"r1", "0.1"},
        {"batch_size", "256"},
        {"learning_rate", "0.001"},
        {"precision", "fp32"}},
       true},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<Bigan>(spec); }};
}

}  // namespace zscope
