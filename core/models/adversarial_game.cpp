#include "models/adversarial_game.h"

#include "base/error.h"

#include <utility>

namespace zscope {
namespace {

using torch::Tensor;

constexpr double kGradientPenalty = 10;  ///< Gulrajani et al. 2017

/// As leaves of a graph of their own.
AdversarialGame::Inputs leaves(const AdversarialGame::Inputs& inputs) {
  AdversarialGame::Inputs out;
  for (const Tensor& input : inputs) out.push_back(input.detach().requires_grad_(true));
  return out;
}

/// A random place on the line from each real input to a fake one.
AdversarialGame::Inputs between(const AdversarialGame::Inputs& real, const AdversarialGame::Inputs& fake,
                                Noise& noise) {
  const Tensor share = noise.uniform({real[0].size(0), 1});
  AdversarialGame::Inputs out;
  for (std::size_t i = 0; i < real.size(); ++i) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(real[i].dim()), 1);
    shape[0] = share.size(0);
    out.push_back(torch::lerp(real[i].detach(), fake[i].detach(), share.view(shape)));
  }
  return out;
}

}  // namespace

std::vector<SettingInfo> AdversarialGame::settings(const Defaults& defaults) {
  using namespace setting;
  return {
      choice("objective", "What discriminator and generator pay.",
             {"non-saturating", "least-squares", "hinge", "wgan-gp"}),
      integer("critic_steps", "Steps of the discriminator for each of the generator.", "1", 1, 20),
      real("label_smoothing", "How far the label of real pictures lies below 1.", "0", 0, 0.5),
      real("label_noise", "How far labels are moved at random from 1 and 0, at most.", "0", 0, 0.5),
      real("r1", "Weight of the discriminator's squared gradient at real pictures; 0: none.", "0", 0, 1000),
      choice("discriminator_norm",
             "What keeps the discriminator's layers in bounds; automatic: none where gradients are penalised (wgan-gp, "
             "r1), else what suits the network.",
             {"automatic", "batch", "spectral", "none"}),
      real("generator_rate", "The generator's learning rate, times learning_rate.", defaults.generator_rate, 0.001,
           1000),
      real("discriminator_rate", "The discriminator's learning rate, times learning_rate.", defaults.discriminator_rate,
           0.001, 1000),
      real("beta1", "Adam's memory of gradients.", defaults.beta1, 0, 0.999),
      real("beta2", "Adam's memory of their squares.", "0.999", 0.5, 0.9999),
  };
}

AdversarialGame::AdversarialGame(const Settings& settings)
    : objective_(gan_objective_from_name(text_setting(settings, "objective"))),
      critic_steps_(static_cast<int>(integer_setting(settings, "critic_steps"))),
      label_smoothing_(real_setting(settings, "label_smoothing")),
      label_noise_(real_setting(settings, "label_noise")),
      r1_(real_setting(settings, "r1")),
      norm_(text_setting(settings, "discriminator_norm")),
      generator_rate_(real_setting(settings, "generator_rate")),
      discriminator_rate_(real_setting(settings, "discriminator_rate")),
      beta1_(real_setting(settings, "beta1")),
      beta2_(real_setting(settings, "beta2")) {
  for (const char* name : {"label_smoothing", "label_noise"}) {
    if (real_setting(settings, name) > 0 && !has_soft_labels(objective_)) {
      misuse("{}: must be 0 with the objective {}, which has no labels.", name, text_setting(settings, "objective"));
    }
  }
  if (has_penalty() && norm_ == "batch") {
    misuse(
        "discriminator_norm=batch: must be automatic, spectral or none where gradients are penalised (wgan-gp, r1).");
  }
}

Loss AdversarialGame::discriminator(const Tensor& real, const Tensor& fake, Noise& noise) const {
  Tensor total;
  if (label_smoothing_ > 0 || label_noise_ > 0) {
    const Tensor real_labels = 1 - label_smoothing_ - label_noise_ * noise.uniform({real.size(0)});
    const Tensor fake_labels = label_noise_ * noise.uniform({fake.size(0)});
    total = soft_label_loss(real, real_labels, objective_) + soft_label_loss(fake, fake_labels, objective_);
  } else {
    total = discriminator_loss(real, fake, objective_);
  }
  return {total,
          {{"real_score", discriminator_score(real.detach(), objective_).sum()},
           {"fake_score", discriminator_score(fake.detach(), objective_).sum()}}};
}

Loss AdversarialGame::discriminator(const Tensor& real, const Tensor& fake, const Tensor& other_fake,
                                    Noise& noise) const {
  if (objective_ == GanObjective::wasserstein) return discriminator(real, (fake + other_fake) / 2, noise);
  Loss loss = discriminator(real, fake, noise);
  loss.total =
      loss.total + (label_noise_ > 0
                        ? soft_label_loss(other_fake, label_noise_ * noise.uniform({other_fake.size(0)}), objective_)
                        : fake_loss(other_fake, objective_));
  return loss;
}

Tensor AdversarialGame::penalty(const Judge& judge, const Inputs& real, const Inputs& fake, Noise& noise) const {
  Tensor sum = torch::zeros({}, real[0].options());
  if (objective_ == GanObjective::wasserstein) {
    const Inputs at = leaves(between(real, fake, noise));
    sum = sum + kGradientPenalty * gradient_penalty(squared_gradient(judge(at), at));
  }
  if (r1_ > 0) {  // Mescheder, Geiger & Nowozin 2018
    const Inputs at = leaves(real);
    sum = sum + r1_ / 2 * squared_gradient(judge(at), at).sum();
  }
  return sum;
}

Loss AdversarialGame::discriminator(const Judge& judge, const Inputs& real, const Inputs& fake, Noise& noise) const {
  Loss loss = discriminator(judge(real), judge(fake), noise);
  if (has_penalty()) loss.total = loss.total + penalty(judge, real, fake, noise);
  return loss;
}

std::vector<std::pair<std::string, Tensor>> AdversarialGame::figures(const Tensor& real, const Tensor& fake) const {
  return {{"discriminator", discriminator_loss(real, fake, objective_)},
          {"generator", generator_loss(fake, objective_)},
          {"real_score", discriminator_score(real, objective_).sum()},
          {"fake_score", discriminator_score(fake, objective_).sum()}};
}

std::vector<std::pair<std::string, Tensor>> AdversarialGame::figures(const Tensor& real, const Tensor& fake,
                                                                     const Tensor& other_fake) const {
  auto out = figures(real, fake);
  Tensor& discriminator = out.front().second;
  discriminator = objective_ == GanObjective::wasserstein
                      ? discriminator_loss(real, (fake + other_fake) / 2, objective_)
                      : discriminator + fake_loss(other_fake, objective_);
  return out;
}

LayerRules AdversarialGame::discriminator_rules(Norm usual, Initialisation initialisation, double dropout) const {
  LayerRules rules{
      .norm = usual, .twice_differentiable = has_penalty(), .dropout = dropout, .initialisation = initialisation};
  if (norm_ == "automatic" && has_penalty()) rules.norm = Norm::none;
  if (norm_ == "batch") rules.norm = Norm::batch;
  if (norm_ == "spectral") rules.norm = Norm::spectral;
  if (norm_ == "none") rules.norm = Norm::none;
  // Small first weights are for layers that are normalised: without, what they say would shrink to nothing.
  if (rules.norm == Norm::none) rules.initialisation = {};
  return rules;
}

Phase AdversarialGame::discriminator_phase(std::vector<std::string> parameters) const {
  Phase phase = generator_phase("discriminator", std::move(parameters));
  phase.repeats = critic_steps_;
  phase.learning_rate_scale = discriminator_rate_;
  return phase;
}

Phase AdversarialGame::generator_phase(std::string name, std::vector<std::string> parameters) const {
  Phase phase;
  phase.name = std::move(name);
  phase.parameters = std::move(parameters);
  phase.coupling = Coupling::statistics;  // generators normalise by batch
  phase.learning_rate_scale = generator_rate_;
  phase.beta1 = beta1_;
  phase.beta2 = beta2_;
  return phase;
}

}  // namespace zscope
