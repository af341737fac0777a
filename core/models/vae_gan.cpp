#include "models/vae_gan.h"

#include "base/error.h"
#include "models/adversarial_game.h"
#include "models/gan_networks.h"
#include "models/objectives.h"
#include "models/training_settings.h"

namespace zscope {
namespace {

using torch::Tensor;

// The mean cross-entropy of a discriminator that cannot tell is log 2; one is "far ahead" when it is this much off.
constexpr double kBalanced = 0.69;

/// Larsen et al. 2016: a VAE whose decoder is a GAN's generator, and whose reconstruction is measured by the features
/// D_l of a middle layer of the discriminator.
///   encoder:        β KL + ½‖D_l(x) − D_l(x̃)‖²
///   decoder:        γ ½‖D_l(x) − D_l(x̃)‖² + the generator's loss on x̃ = G(z ~ q(z|x)) and on x_p = G(z ~ p(z))
///   discriminator:  its loss on x against x̃ and x_p
/// Each phase updates its own network only: the encoder never learns to fool, the discriminator never to reconstruct.
///
/// With a separate generator (the form that primers print) there are a VAE of squared error in pixels and a GAN side by
/// side, which share nothing but the size of their latent space: x_p comes from the generator, x̃ from the decoder, and
/// only the first is judged.
class VaeGan : public Model {
 public:
  explicit VaeGan(const ModelSpec& spec)
      : latent_dim_(integer_setting(spec.settings, "latent_dim")),
        feature_layer_(integer_setting(spec.settings, "feature_layer")),
        beta_(real_setting(spec.settings, "beta")),
        gamma_(real_setting(spec.settings, "gamma")),
        balance_(real_setting(spec.settings, "balance")),
        shows_generator_(text_setting(spec.settings, "shows") == "generator"),
        collective_(spec.collective),
        game_(spec.settings) {
    const std::vector<long> channels = integer_list_setting(spec.settings, "channels");
    const long kernel = integer_setting(spec.settings, "kernel");
    const std::vector<long> seen(channels.rbegin(), channels.rend());
    if (feature_layer_ > static_cast<long>(seen.size())) {
      misuse("feature_layer={}: must be at most {}, the number of layers that `channels` gives the discriminator.",
             feature_layer_, seen.size());
    }
    if (balance_ > 0 && text_setting(spec.settings, "objective") != "non-saturating") {
      misuse("balance={}: must be 0 unless objective=non-saturating, whose losses alone say who is ahead.", balance_);
    }
    const LayerRules reading{.norm = Norm::batch, .always_batch = false, .initialisation = kDcganInitialisation};
    encoder_ =
        register_module("encoder", convolutional_reader(spec.shape, {seen, kernel}, 2 * latent_dim_, reading, spec));
    decoder_ = register_module("decoder", convolutional_generator(latent_dim_, channels, kernel, spec));
    if (text_setting(spec.settings, "generator") == "separate") {
      generator_ = register_module("generator", convolutional_generator(latent_dim_, channels, kernel, spec));
    } else if (shows_generator_) {
      misuse("shows=generator: the decoder is the generator, unless generator=separate.");
    }
    const LayerRules judging = game_.discriminator_rules(Norm::batch, kDcganInitialisation);
    discriminator_ = register_module(
        "discriminator",
        convolutional_reader(spec.shape, {seen, kernel, integer_setting(spec.settings, "discriminator_units")}, 1,
                             judging, spec));
    fooled_ = register_buffer("fooled", torch::zeros_like(spec.noise.uniform({1})));
  }

  std::vector<Phase> phases() override {
    Phase encoder = game_.generator_phase("encoder", {"encoder."});
    encoder.learning_rate_scale = 1;
    encoder.beta1 = kEncoderBeta1;
    encoder.loss = [this](StepContext& context) {
      const Tensor x = to_inside(context.images);
      const Posterior posterior = encode(context.images, {});
      const Tensor error = difference(x, decoder_->forward(sample_posterior(posterior, context.noise)), context.noise);
      const Tensor kl = gaussian_kl(posterior).sum();
      return Loss{beta_ * kl + error, {{"kl", kl.detach()}, {difference_name(), error.detach()}}};
    };
    Phase decoder = game_.generator_phase("decoder", {"decoder."});
    decoder.loss = [this](StepContext& context) { return decoder_loss(context); };
    Phase discriminator = game_.discriminator_phase({"discriminator."});
    discriminator.loss = [this](StepContext& context) { return discriminator_loss(context); };
    if (!generator_) return {discriminator, encoder, decoder};
    decoder.learning_rate_scale = encoder.learning_rate_scale;
    decoder.beta1 = encoder.beta1;
    Phase generator = game_.generator_phase("generator", {"generator."});
    generator.loss = [this](StepContext& context) {
      return Loss{(1 - fooled_[0]) * game_.generator(judge(player().forward(prior(context)), &context.noise)), {}};
    };
    return {discriminator, generator, encoder, decoder};
  }

  std::vector<std::pair<std::string, Tensor>> test_losses(StepContext& context) override {
    const Tensor x = to_inside(context.images), z = prior(context);
    const Posterior posterior = encode(context.images, {});
    const Tensor real = judge(x, nullptr), fake = judge(player().forward(z), nullptr);
    // Judged are reconstructions of draws, as in training: those of means are smoother.
    const auto again = [&] { return judge(decoder_->forward(sample_posterior(posterior, context.noise)), nullptr); };
    auto figures = generator_ ? game_.figures(real, fake) : game_.figures(real, fake, again());
    figures.emplace_back("kl", gaussian_kl(posterior).sum());
    if (!generator_) {
      const Tensor made = decoder_->forward(posterior.mean);
      figures.emplace_back("feature_error", squared_error_loss(features(made, nullptr), features(x, nullptr)));
    }
    return figures;
  }

  Contest contest(const Batch& batch, Noise& noise) override {
    const Tensor z = noise.normal({batch.images.size(0), latent_dim_});
    return game_.contest(judge(to_inside(batch.images), nullptr), judge(player().forward(z), nullptr));
  }

  int latent_dim() const override { return static_cast<int>(latent_dim_); }
  Posterior encode(const Tensor& images, const Tensor&) override {
    const Tensor output = encoder_->forward(to_inside(images));
    return {output.narrow(1, 0, latent_dim_), clamp_log_variance(output.narrow(1, latent_dim_, latent_dim_))};
  }
  Tensor decode(const Tensor& z, const Tensor&) override {
    return to_outside(shows_generator_ ? player().forward(z) : decoder_->forward(z));
  }
  Tensor discriminate(const Tensor& images, const Tensor&) override { return judge(to_inside(images), nullptr); }
  Tensor discriminator_features(const Tensor& images, const Tensor&) override {
    return features(to_inside(images), nullptr);
  }

 private:
  static constexpr double kEncoderBeta1 = 0.9;  ///< it plays no game

  /// Who plays against the discriminator.
  Generator& player() { return generator_ ? *generator_ : *decoder_; }
  const char* difference_name() const { return generator_ ? "pixel_error" : "feature_error"; }
  /// What the autoencoder is to lower: ½ of the squared error, in features or (beside a generator) in pixels.
  Tensor difference(const Tensor& x, const Tensor& again, Noise& noise) {
    return generator_ ? squared_error_loss(again, x) : feature_error(x, again, noise);
  }
  Tensor prior(StepContext& context) { return context.noise.normal({context.images.size(0), latent_dim_}); }
  Tensor judge(const Tensor& pictures, Noise* noise) { return discriminator_->forward(pictures, noise).squeeze(1); }
  Tensor features(const Tensor& pictures, Noise* noise) {
    return discriminator_->activations(pictures, static_cast<std::size_t>(feature_layer_), noise);
  }
  Tensor feature_error(const Tensor& x, const Tensor& again, Noise& noise) {
    Tensor wanted;
    {
      torch::NoGradGuard no_grad;
      wanted = features(x, &noise);
    }
    return squared_error_loss(features(again, &noise), wanted);
  }

  Loss decoder_loss(StepContext& context) {
    Tensor z;
    {
      torch::NoGradGuard no_grad;  // the encoder learns in its own phase
      z = sample_posterior(encode(context.images, {}), context.noise);
    }
    const Tensor again = decoder_->forward(z);
    const Tensor error = difference(to_inside(context.images), again, context.noise);
    if (generator_) return {error, {}};
    const Tensor drawn = decoder_->forward(prior(context));
    const Tensor fooling =
        game_.generator(judge(again, &context.noise)) + game_.generator(judge(drawn, &context.noise));
    // Far ahead, it waits for the discriminator, and learns to reconstruct meanwhile.
    return {gamma_ * error + (1 - fooled_[0]) * fooling, {}};
  }

  Loss discriminator_loss(StepContext& context) {
    Tensor again, drawn;
    {
      torch::NoGradGuard no_grad;
      if (!generator_) again = decoder_->forward(sample_posterior(encode(context.images, {}), context.noise));
      drawn = player().forward(prior(context));
    }
    const auto judged = [&](const AdversarialGame::Inputs& at) { return judge(at[0], &context.noise); };
    const Tensor x = to_inside(context.images);
    const Tensor real = judge(x, &context.noise), fake = judge(drawn, &context.noise);
    Loss loss = again.defined() ? game_.discriminator(real, fake, judge(again, &context.noise), context.noise)
                                : game_.discriminator(real, fake, context.noise);
    if (game_.has_penalty()) loss.total = loss.total + game_.penalty(judged, {x}, {drawn}, context.noise);
    if (balance_ > 0) loss.total = loss.total * weight_in_balance(real.detach(), fake.detach(), context.whole);
    return loss;
  }

  /// 0 while the discriminator is far ahead, and notes in a buffer whether it is far behind; by the whole batch.
  Tensor weight_in_balance(const Tensor& real, const Tensor& fake, std::int64_t whole) {
    const Tensor paid = torch::stack({torch::softplus(-real).sum(), torch::softplus(fake).sum()});
    const Tensor mean = collective_.sum(paid) / static_cast<double>(whole);
    const Tensor ahead = mean.min()<kBalanced - balance_, behind = mean.max()> kBalanced + balance_;
    torch::NoGradGuard no_grad;
    fooled_.copy_(behind & ~ahead);
    return (~ahead | behind).to(mean.scalar_type());
  }

  long latent_dim_, feature_layer_;
  double beta_, gamma_, balance_;
  bool shows_generator_;
  Collective& collective_;
  AdversarialGame game_;
  std::shared_ptr<PictureReader> encoder_, discriminator_;
  std::shared_ptr<Generator> decoder_, generator_;  ///< without a generator of its own, the decoder is it
  Tensor fooled_;                                   ///< [1]: 1 while the decoder is far ahead
};

}  // namespace

ModelEntry vae_gan() {
  ModelInfo info;
  info.name = "vae-gan";
  info.title = "VAE/GAN";
  info.summary =
      "A VAE that a discriminator teaches what pictures look alike: sharp, and with a way back to the point.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.discriminate = true;
  info.contest = {"pictures of the data", "pictures of draws of the prior"};
  info.settings = AdversarialGame::settings({.generator_rate = "0.5", .discriminator_rate = "0.2"});
  using namespace setting;
  info.settings.insert(
      info.settings.begin(),
      {integer("latent_dim", "How many numbers describe a picture.", "32", 1, 512),
       integers("channels",
                "Channels of the decoder's layers, the last two of which double the picture; encoder and discriminator "
                "have them the other way round.",
                "64,32", 1, 1024),
       integer("kernel", "Width of the convolutions.", "4", 3, 5), discriminator_units(),
       integer("feature_layer", "The discriminator's layer whose features say how alike two pictures are.", "2", 1, 8),
       real(
           "beta",
           "Weight of the KL divergence beside those features' error; 1 in the paper, whose features are normalised by "
           "batch: others are smaller.",
           "1", 0, 1000),
       real("gamma", "Weight of those features' error for the decoder, beside fooling the discriminator.", "0.01", 0,
            100),
       real("balance",
            "How far either player's mean loss may be from a draw before the one ahead waits; 0: neither waits.", "0",
            0, 0.69),
       choice("generator", "What plays against the discriminator: the decoder, or a network that nothing ties to it.",
              {"decoder", "separate"}),
       choice("shows", "With a separate generator: which of the two turns points into pictures.",
              {"decoder", "generator"})});
  append_training_settings(info.settings, {.batch_size = "64", .learning_rate = "0.001"});
  info.presets = {
      {"light",
       "Small enough to learn digits on a processor in minutes; 32 latent dimensions, and a discriminator whose slope "
       "at real pictures is kept low.",
       {{"r1", "1"}, {"beta", "0.5"}, {"gamma", "0.1"}, {"discriminator_units", "256"}}},
      {"paper",
       "Twice the channels; decoder and discriminator learn at a tenth of the encoder's rate: far slower.",
       {{"channels", "128,64"}, {"generator_rate", "0.1"}, {"discriminator_rate", "0.1"}}},
      {"z=2",
       "A plane to wander on.",
       {{"latent_dim", "2"}, {"r1", "1"}, {"beta", "0.5"}, {"gamma", "0.1"}, {"discriminator_units", "256"}}},
      {"primer",
       "As a primer prints it, a decoder and a separate generator: a blurred VAE beside a GAN, in which a point means "
       "two pictures.",
       {{"generator", "separate"}, {"generator_rate", "0.1"}, {"discriminator_rate", "0.1"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<VaeGan>(spec); }};
}

}  // namespace zscope
