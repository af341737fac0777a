#pragma once

#include "models/model.h"

#include <string>

namespace zscope {

/// How likely a picture is given the decoder's output. All sums over pixels and images, in nats (mse: squared error).
enum class Likelihood { bernoulli, mse, gaussian };

Likelihood likelihood_from_name(const std::string& name);

/// −log p(x | logits), x in [0, 1]: binary cross-entropy with logits, summed.
torch::Tensor bernoulli_loss(const torch::Tensor& logits, const torch::Tensor& x);
/// ½‖x − mean‖², summed (the Gaussian negative log-likelihood at σ = 1 without its constant).
torch::Tensor squared_error_loss(const torch::Tensor& mean, const torch::Tensor& x);
/// Σ ½((x − mean)/σ)² + log σ + ½ log 2π. May be negative.
torch::Tensor gaussian_loss(const torch::Tensor& mean, const torch::Tensor& log_sigma, const torch::Tensor& x);
/// log σ = −6 + softplus(raw + 6): softly bounded below, so that σ cannot collapse on data that a decoder fits exactly.
torch::Tensor bounded_log_sigma(const torch::Tensor& raw);

/// KL(N(mean, e^log_variance) ‖ N(0, I)) = ½(mean² + e^lv − 1 − lv), per image and dimension: [n, latent_dim].
/// Kingma & Welling 2013, appendix B.
torch::Tensor gaussian_kl(const Posterior& posterior);
/// log q(z|x) − log p(z) at a sample z of the posterior, per image and dimension: [n, latent_dim]. Its mean over
/// samples is gaussian_kl().
torch::Tensor sampled_kl(const Posterior& posterior, const torch::Tensor& z);
/// Keeps a log-variance within [−12, 12]: e^±12 covers every useful posterior, and exp() cannot overflow.
torch::Tensor clamp_log_variance(const torch::Tensor& log_variance);
/// mean + e^(lv/2) ε (the reparametrisation).
torch::Tensor sample_posterior(const Posterior& posterior, Noise& noise);

}  // namespace zscope
