#pragma once

#include "models/gan_layers.h"
#include "models/model.h"
#include "models/objectives_gan.h"

#include <functional>
#include <string>
#include <vector>

namespace zscope {

/// The rules that a discriminator and who plays against it train by, whatever it judges: objective, soft labels,
/// gradient penalties, rates. Sums over images throughout.
class AdversarialGame {
 public:
  struct Defaults {
    std::string beta1 = "0.5";
    std::string generator_rate = "1";      ///< times `learning_rate`
    std::string discriminator_rate = "1";  ///< times `learning_rate`
  };
  /// `objective`, `critic_steps`, `label_smoothing`, `label_noise`, `r1`, `discriminator_norm`, the rates, `beta1`,
  /// `beta2`, for a model's list.
  static std::vector<SettingInfo> settings(const Defaults& defaults);
  /// Throws Misuse naming a setting that does not go with another.
  explicit AdversarialGame(const Settings& settings);

  /// What is judged, as one or more tensors [n, ...]; gradient penalties are taken with respect to all of them.
  using Inputs = std::vector<torch::Tensor>;
  /// Logits [n].
  using Judge = std::function<torch::Tensor(const Inputs&)>;

  /// What the discriminator pays for logits [n] of real and fake. Parts: real_score, fake_score.
  Loss discriminator(const torch::Tensor& real, const torch::Tensor& fake, Noise& noise) const;
  /// The same against fakes of two kinds, as many of each as of the real ones, each kind paid for as any fakes are. To
  /// a Wasserstein critic, which knows differences alone, their mean is the fakes.
  Loss discriminator(const torch::Tensor& real, const torch::Tensor& fake, const torch::Tensor& other_fake,
                     Noise& noise) const;
  /// What gradient penalties add to it; 0 without them. The judge must be twice differentiable.
  torch::Tensor penalty(const Judge& judge, const Inputs& real, const Inputs& fake, Noise& noise) const;
  bool has_penalty() const { return objective_ == GanObjective::wasserstein || r1_ > 0; }
  /// discriminator() and penalty() of what a judge says.
  Loss discriminator(const Judge& judge, const Inputs& real, const Inputs& fake, Noise& noise) const;
  torch::Tensor generator(const torch::Tensor& fake) const { return generator_loss(fake, objective_); }
  torch::Tensor reversed_generator(const torch::Tensor& real) const {
    return reversed_generator_loss(real, objective_);
  }
  /// The verdicts of a judge that gave these logits.
  Contest contest(const torch::Tensor& real, const torch::Tensor& fake) const {
    return {real, fake, objective_ == GanObjective::non_saturating};
  }
  /// Figures for test images, without soft labels or penalties: discriminator, generator, real_score, fake_score.
  std::vector<std::pair<std::string, torch::Tensor>> figures(const torch::Tensor& real,
                                                             const torch::Tensor& fake) const;
  /// The same against fakes of two kinds; scores and the generator's loss are those of the first.
  std::vector<std::pair<std::string, torch::Tensor>> figures(const torch::Tensor& real, const torch::Tensor& fake,
                                                             const torch::Tensor& other_fake) const;

  /// Rules for the discriminator's layers; `usual`: where the setting `discriminator_norm` is automatic and no penalty
  /// forbids it (batch normalisation mixes the images that a penalty wants apart).
  LayerRules discriminator_rules(Norm usual, Initialisation initialisation, double dropout = 0) const;

  /// Phases without a loss: name, what they update, repeats, rates.
  Phase discriminator_phase(std::vector<std::string> parameters) const;
  Phase generator_phase(std::string name, std::vector<std::string> parameters) const;

 private:
  GanObjective objective_;
  int critic_steps_;
  double label_smoothing_, label_noise_, r1_;
  std::string norm_;
  double generator_rate_, discriminator_rate_, beta1_, beta2_;
};

}  // namespace zscope
