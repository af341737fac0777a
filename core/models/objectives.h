#pragma once

#include "models/model.h"

namespace zscope {

/// What a loss is summed over besides the pixels: all images of the batch (a scalar), or none ([n]).
enum class Over { batch, pixels };

// How likely a picture [n, channels, h, w] is given a decoder's output: sums in nats (squared error: of its halves).

/// −log p(x | logits), x in [0, 1]: binary cross-entropy with logits, summed.
torch::Tensor bernoulli_loss(const torch::Tensor& logits, const torch::Tensor& x, Over over = Over::batch);
/// ½‖x − mean‖², summed (the Gaussian negative log-likelihood at σ = 1 without its constant).
torch::Tensor squared_error_loss(const torch::Tensor& mean, const torch::Tensor& x, Over over = Over::batch);
/// Σ ½((x − mean)/σ)² + log σ + ½ log 2π, with one log σ ([1]) or one for each pixel. May be negative.
torch::Tensor gaussian_loss(const torch::Tensor& mean, const torch::Tensor& log_sigma, const torch::Tensor& x,
                            Over over = Over::batch);
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
/// What stands for the posterior of an encoder that gives a picture one code: as narrow as log-variances are kept.
Posterior point_posterior(const torch::Tensor& codes);
/// mean + e^(lv/2) ε (the reparametrisation).
torch::Tensor sample_posterior(const Posterior& posterior, Noise& noise);

}  // namespace zscope
