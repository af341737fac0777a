#pragma once

#include "models/model.h"

#include <cstdint>

namespace zscope {

// What VAEs of several kinds minimise, beside reconstruction and KL (objectives.h).

/// log mean_k exp(log_weights), per image: [n, k] to [n] (Burda, Grosse & Salakhutdinov 2016).
torch::Tensor importance_weighted_bound(const torch::Tensor& log_weights);
/// Each row of x [n, ...] `times` times, one after another: [n · times, ...]. As repeat_interleave(), for which a GPU's
/// host would wait.
torch::Tensor repeated_rows(const torch::Tensor& x, std::int64_t times);
/// `count` draws of each posterior: [n, count, latent_dim].
torch::Tensor sample_posterior(const Posterior& posterior, std::int64_t count, Noise& noise);

/// log q(z|x) of a diagonal Gaussian, per dimension, broadcasting: [..., latent_dim].
torch::Tensor log_posterior(const Posterior& posterior, const torch::Tensor& z);

/// The aggregate posterior q(z) at draws of a minibatch, estimated from it.
struct Aggregate {
  torch::Tensor joint;      ///< [n] log q(z)
  torch::Tensor marginals;  ///< [n, latent_dim] log q(z_d)
};
/// Minibatch stratified sampling (after Chen et al. 2018, appendix C). Row i of `z` was drawn from row i of
/// `posterior`, which is one of `images` (of the training set); the n − 1 other rows stand for all the others: q(z_i) ≈
/// q(z_i|x_i) / images + (1 − 1 / images) / (n − 1) · Σ_{j≠i} q(z_i|x_j). That is without bias; its logarithm, given
/// here, is not, the less the larger n. A batch of one stands for itself.
Aggregate aggregate_posterior(const Posterior& posterior, const torch::Tensor& z, std::int64_t images);

/// Each dimension of z [n, d] reordered over the batch on its own: draws of the product of the marginals (Kim & Mnih
/// 2018, algorithm 1).
torch::Tensor shuffled_dimensions(const torch::Tensor& z, Noise& noise);

/// MMD² of two sets of codes [n, d] and [m, d] (n, m ≥ 2), without bias, with the sum of inverse multiquadratic kernels
/// C/(C + ‖a − b‖²), C = 2d · {.1, .2, .5, 1, 2, 5, 10}: right for a prior N(0, I) (Tolstikhin et al. 2018).
torch::Tensor maximum_mean_discrepancy(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace zscope
