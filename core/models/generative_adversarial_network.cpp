#include "models/generative_adversarial_network.h"

namespace zscope {

using torch::Tensor;

namespace {

Tensor logits_of(const Tensor& judged) { return judged.select(1, 0); }

}  // namespace

GenerativeAdversarialNetwork::GenerativeAdversarialNetwork(const ModelSpec& spec, const Networks& networks)
    : latent_dim_(static_cast<int>(integer_setting(spec.settings, "latent_dim"))),
      average_decay_(real_setting(spec.settings, "average")),
      game_(spec.settings),
      generator_(register_module("generator", networks.generator())),
      discriminator_(register_module("discriminator", networks.discriminator(game_))) {
  if (average_decay_ == 0) return;
  averaged_ = networks.generator();
  average_ = register_module("average", MovingAverage(averaged_, *generator_));
}

std::vector<SettingInfo> GenerativeAdversarialNetwork::settings(const std::string& latent_dim,
                                                                const AdversarialGame::Defaults& defaults) {
  using namespace setting;
  std::vector<SettingInfo> settings = AdversarialGame::settings(defaults);
  settings.insert(settings.begin(),
                  integer("latent_dim", "How many numbers a picture is made from.", latent_dim, 1, 512));
  settings.push_back(
      real("average",
           "Pictures are made by a moving average of the generator, which keeps this much of itself in a "
           "step; 0: by the generator as it is.",
           "0", 0, 0.9999));
  return settings;
}

Tensor GenerativeAdversarialNetwork::generate(Generator& generator, const Tensor& z, const Tensor&) {
  return generator.forward(z);
}

Tensor GenerativeAdversarialNetwork::judge(const Tensor& pictures, const Tensor&, Noise* noise) {
  return discriminator_->forward(pictures, noise);
}

Loss GenerativeAdversarialNetwork::about_fakes(const Tensor&, const Tensor&) { return {}; }

Tensor GenerativeAdversarialNetwork::draw(StepContext& context) {
  return context.noise.normal({context.images.size(0), latent_dim_});
}

Loss GenerativeAdversarialNetwork::discriminator_loss(StepContext& context) {
  const Tensor z = draw(context), real = to_inside(context.images);
  Tensor fakes;
  {
    torch::NoGradGuard no_grad;  // the generator is not what this phase teaches
    fakes = generate(*generator_, z, context.labels);
  }
  const Tensor judged = judge(real, context.labels, &context.noise),
               judged_fakes = judge(fakes, context.labels, &context.noise);
  Loss loss = game_.discriminator(logits_of(judged), logits_of(judged_fakes), context.noise);
  if (game_.has_penalty()) {
    const auto logits = [&](const AdversarialGame::Inputs& at) {
      return logits_of(judge(at[0], context.labels, &context.noise));
    };
    loss.total = loss.total + game_.penalty(logits, {real}, {fakes}, context.noise);
  }
  const Loss more = about_fakes(judged_fakes, z);
  if (more.total.defined()) loss.total = loss.total + more.total;
  return loss;
}

Loss GenerativeAdversarialNetwork::generator_loss(StepContext& context) {
  const Tensor z = draw(context);
  const Tensor judged = judge(generate(*generator_, z, context.labels), context.labels, &context.noise);
  Loss loss = about_fakes(judged, z);
  const Tensor fooling = game_.generator(logits_of(judged));
  loss.total = loss.total.defined() ? fooling + loss.total : fooling;
  return loss;
}

std::vector<Phase> GenerativeAdversarialNetwork::phases() {
  Phase discriminator = game_.discriminator_phase({"discriminator"});
  discriminator.loss = [this](StepContext& context) { return discriminator_loss(context); };
  Phase generator = game_.generator_phase("generator", {"generator."});
  generator.loss = [this](StepContext& context) { return generator_loss(context); };
  if (average_) {
    generator.after = [this](StepContext&) { average_->update(*generator_, average_decay_); };
  }
  return {discriminator, generator};
}

Contest GenerativeAdversarialNetwork::contest(const Batch& batch, Noise& noise) {
  const Tensor z = noise.normal({batch.images.size(0), latent_dim_});
  return game_.contest(logits_of(judge(to_inside(batch.images), batch.labels, nullptr)),
                       logits_of(judge(generate(*generator_, z, batch.labels), batch.labels, nullptr)));
}

std::vector<std::pair<std::string, Tensor>> GenerativeAdversarialNetwork::test_losses(StepContext& context) {
  const Tensor z = draw(context);
  const Tensor fakes = judge(generate(*generator_, z, context.labels), context.labels, nullptr);
  auto figures = game_.figures(logits_of(judge(to_inside(context.images), context.labels, nullptr)), logits_of(fakes));
  const Loss more = about_fakes(fakes, z);
  for (auto& [name, value] : figures) {
    const bool paid = name == "discriminator" || name == "generator";
    if (paid && more.total.defined()) value = value + more.total;
  }
  figures.insert(figures.end(), more.parts.begin(), more.parts.end());
  return figures;
}

Tensor GenerativeAdversarialNetwork::decode(const Tensor& z, const Tensor& labels) {
  return to_outside(generate(averaged_ ? *averaged_ : *generator_, z, labels));
}

Tensor GenerativeAdversarialNetwork::discriminate(const Tensor& images, const Tensor& labels) {
  return logits_of(judge(to_inside(images), labels, nullptr));
}

Tensor GenerativeAdversarialNetwork::discriminator_features(const Tensor& images, const Tensor&) {
  return discriminator_->features(to_inside(images));
}

}  // namespace zscope
