#pragma once

#include "models/libtorch.h"

#include <string>
#include <vector>

namespace zscope {

// What a discriminator and a generator pay, from logits [n]; all summed over images.

/// Goodfellow et al. 2014 (non-saturating), Mao et al. 2017 (least squares), Lim & Ye 2017 (hinge), Gulrajani et al.
/// 2017 (Wasserstein with gradient penalty).
enum class GanObjective { non_saturating, least_squares, hinge, wasserstein };

/// From non-saturating, least-squares, hinge, wgan-gp.
GanObjective gan_objective_from_name(const std::string& name);

/// softplus(−r) + softplus(f); ½(r − 1)² + ½f²; relu(1 − r) + relu(1 + f); f − r.
torch::Tensor discriminator_loss(const torch::Tensor& real, const torch::Tensor& fake,
                                 GanObjective objective = GanObjective::non_saturating);
/// The part of it that fakes have: softplus(f); ½f²; relu(1 + f); f.
torch::Tensor fake_loss(const torch::Tensor& fake, GanObjective objective = GanObjective::non_saturating);
/// softplus(−f); ½(f − 1)²; −f; −f: low where fakes are taken to be real.
torch::Tensor generator_loss(const torch::Tensor& fake, GanObjective objective = GanObjective::non_saturating);
/// The same the other way round, for whom wants what is real to be taken for fake (a BiGAN's encoder): softplus(r);
/// ½r²; r; r.
torch::Tensor reversed_generator_loss(const torch::Tensor& real, GanObjective objective = GanObjective::non_saturating);
/// Whether discriminators learn from labels 1 and 0, which may be smoothed: non-saturating and least squares.
bool has_soft_labels(GanObjective objective);
/// What the discriminator pays where labels lie between 0 (fake) and 1 (real), [n] or one for all: softplus(l) − t·l
/// (the cross-entropy); ½(l − t)².
torch::Tensor soft_label_loss(const torch::Tensor& logits, const torch::Tensor& labels, GanObjective objective);
/// What is logged as the discriminator's score, [n]: the probability of being real, or the logit itself where the
/// objective knows no probability.
torch::Tensor discriminator_score(const torch::Tensor& logits, GanObjective objective);

/// ‖∇ logits‖² for each image, [n], with respect to `inputs` (each [n, ...], requiring gradients). It has a graph of
/// its own, so that a loss may contain it.
torch::Tensor squared_gradient(const torch::Tensor& logits, const std::vector<torch::Tensor>& inputs);
/// (‖∇‖ − 1)², summed, from squared norms [n].
torch::Tensor gradient_penalty(const torch::Tensor& squared_gradient);

}  // namespace zscope
