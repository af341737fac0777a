#include "models/objectives_gan.h"

#include "base/error.h"

namespace zscope {

using torch::Tensor;

namespace {

/// About the logit that says neither real nor fake: ½ for least squares, else 0.
Tensor mirrored(const Tensor& logits, GanObjective objective) {
  return objective == GanObjective::least_squares ? 1 - logits : -logits;
}

}  // namespace

GanObjective gan_objective_from_name(const std::string& name) {
  if (name == "non-saturating") return GanObjective::non_saturating;
  if (name == "least-squares") return GanObjective::least_squares;
  if (name == "hinge") return GanObjective::hinge;
  if (name == "wgan-gp") return GanObjective::wasserstein;
  misuse("objective={}: must be non-saturating, least-squares, hinge or wgan-gp.", name);
}

Tensor fake_loss(const Tensor& fake, GanObjective objective) {
  switch (objective) {
    case GanObjective::non_saturating:
      return torch::softplus(fake).sum();
    case GanObjective::least_squares:
      return 0.5 * fake.square().sum();
    case GanObjective::hinge:
      return (1 + fake).relu().sum();
    case GanObjective::wasserstein:
      break;
  }
  return fake.sum();
}

Tensor discriminator_loss(const Tensor& real, const Tensor& fake, GanObjective objective) {
  return fake_loss(mirrored(real, objective), objective) + fake_loss(fake, objective);
}

Tensor generator_loss(const Tensor& fake, GanObjective objective) {
  switch (objective) {
    case GanObjective::non_saturating:
      return torch::softplus(-fake).sum();
    case GanObjective::least_squares:
      return 0.5 * (fake - 1).square().sum();
    case GanObjective::hinge:
    case GanObjective::wasserstein:
      break;
  }
  return -fake.sum();
}

Tensor reversed_generator_loss(const Tensor& real, GanObjective objective) {
  return generator_loss(mirrored(real, objective), objective);
}

bool has_soft_labels(GanObjective objective) {
  return objective == GanObjective::non_saturating || objective == GanObjective::least_squares;
}

Tensor soft_label_loss(const Tensor& logits, const Tensor& labels, GanObjective objective) {
  if (objective == GanObjective::least_squares) return 0.5 * (logits - labels).square().sum();
  return torch::softplus(logits).sum() - (logits * labels).sum();
}

Tensor discriminator_score(const Tensor& logits, GanObjective objective) {
  return objective == GanObjective::non_saturating ? logits.sigmoid() : logits;
}

Tensor squared_gradient(const Tensor& logits, const std::vector<Tensor>& inputs) {
  const auto gradients = torch::autograd::grad({logits.sum()}, inputs, {}, /*retain_graph=*/true,
                                               /*create_graph=*/true);
  Tensor sum = torch::zeros_like(logits);
  for (const Tensor& gradient : gradients) sum = sum + gradient.flatten(1).square().sum(1);
  return sum;
}

Tensor gradient_penalty(const Tensor& squared_gradient) {
  // The root has no derivative at 0, where a discriminator that says nothing yet may be.
  constexpr double kTiny = 1e-12;
  return ((squared_gradient + kTiny).sqrt() - 1).square().sum();
}

}  // namespace zscope
