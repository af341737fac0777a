#include "models/objectives.h"

#include "models/elementwise.h"

#include <cmath>
#include <numbers>

namespace zscope {

namespace {

torch::Tensor summed(const torch::Tensor& values, Over over) {
  return over == Over::batch ? values.sum() : values.flatten(1).sum(1);
}

/// The loss and its gradient in one pass.
class CrossEntropy : public torch::autograd::Function<CrossEntropy> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& logits,
                               const torch::Tensor& x) {
    torch::Tensor gradient = torch::empty_like(logits);
    const double loss =
        cross_entropy(logits.data_ptr<float>(), x.data_ptr<float>(), logits.numel(), gradient.data_ptr<float>());
    context->saved_data["gradient"] = gradient;
    return torch::scalar_tensor(static_cast<float>(loss));  // infinite where it is too large, as in any other sum
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    return {context->saved_data["gradient"].toTensor() * gradients[0], torch::Tensor()};
  }
};

bool in_one_pass(const torch::Tensor& logits, const torch::Tensor& x) {
  const auto plain = [](const torch::Tensor& t) {
    return t.is_cpu() && t.scalar_type() == torch::kFloat32 && t.is_contiguous();
  };
  return plain(logits) && plain(x) && !x.requires_grad() && logits.sizes() == x.sizes();
}

}  // namespace

torch::Tensor bernoulli_loss(const torch::Tensor& logits, const torch::Tensor& x, Over over) {
  if (over == Over::batch && in_one_pass(logits, x)) return CrossEntropy::apply(logits, x);
  // Σ max(l, 0) − l·x + log(1 + e^−|l|) = Σ softplus(l) − l·x: stable, and two passes instead of six.
  return summed(torch::softplus(logits), over) - summed(logits * x, over);
}

torch::Tensor squared_error_loss(const torch::Tensor& mean, const torch::Tensor& x, Over over) {
  if (over == Over::batch) return 0.5 * torch::mse_loss(mean, x, at::Reduction::Sum);
  return 0.5 * summed(torch::mse_loss(mean, x, at::Reduction::None), over);
}

torch::Tensor gaussian_loss(const torch::Tensor& mean, const torch::Tensor& log_sigma, const torch::Tensor& x,
                            Over over) {
  const torch::Tensor precision = torch::exp(-2 * log_sigma);
  const double values = static_cast<double>(over == Over::batch ? x.numel() : x.numel() / x.size(0));
  const double constant = 0.5 * std::log(2 * std::numbers::pi) * values;
  const torch::Tensor squares = torch::mse_loss(mean, x, at::Reduction::None);
  if (log_sigma.numel() == 1) {
    return 0.5 * precision.sum() * summed(squares, over) + log_sigma.sum() * values + constant;
  }
  return summed(0.5 * precision * squares + log_sigma, over) + constant;
}

torch::Tensor bounded_log_sigma(const torch::Tensor& raw) { return torch::softplus(raw + 6) - 6; }

torch::Tensor gaussian_kl(const Posterior& posterior) {
  const torch::Tensor& lv = posterior.log_variance;
  return 0.5 * (posterior.mean.square() + lv.exp() - 1 - lv);
}

torch::Tensor sampled_kl(const Posterior& posterior, const torch::Tensor& z) {
  const torch::Tensor& lv = posterior.log_variance;
  return 0.5 * (z.square() - (z - posterior.mean).square() * torch::exp(-lv) - lv);
}

torch::Tensor clamp_log_variance(const torch::Tensor& log_variance) { return log_variance.clamp(-12, 12); }

torch::Tensor sample_posterior(const Posterior& posterior, Noise& noise) {
  const torch::Tensor epsilon = noise.normal(posterior.mean.sizes());
  return torch::addcmul(posterior.mean, (0.5 * posterior.log_variance).exp(), epsilon);
}

Posterior point_posterior(const torch::Tensor& codes) {
  return {codes, clamp_log_variance(torch::full_like(codes, -100))};
}

}  // namespace zscope
