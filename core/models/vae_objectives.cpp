#include "models/vae_objectives.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace zscope {

torch::Tensor importance_weighted_bound(const torch::Tensor& log_weights) {
  return torch::logsumexp(log_weights, 1) - std::log(static_cast<double>(log_weights.size(1)));
}

torch::Tensor repeated_rows(const torch::Tensor& x, std::int64_t times) {
  std::vector<std::int64_t> sizes = x.sizes().vec();
  sizes.insert(sizes.begin() + 1, times);
  return x.unsqueeze(1).expand(sizes).flatten(0, 1);
}

torch::Tensor sample_posterior(const Posterior& posterior, std::int64_t count, Noise& noise) {
  const torch::Tensor epsilon = noise.normal({posterior.mean.size(0), count, posterior.mean.size(1)});
  return torch::addcmul(posterior.mean.unsqueeze(1), (0.5 * posterior.log_variance).exp().unsqueeze(1), epsilon);
}

torch::Tensor log_posterior(const Posterior& posterior, const torch::Tensor& z) {
  const torch::Tensor& lv = posterior.log_variance;
  return -0.5 * ((z - posterior.mean).square() * torch::exp(-lv) + lv + std::log(2 * std::numbers::pi));
}

Aggregate aggregate_posterior(const Posterior& posterior, const torch::Tensor& z, std::int64_t images) {
  // [i, j, d]: log q(z_i,d | x_j)
  const torch::Tensor each =
      log_posterior({posterior.mean.unsqueeze(0), posterior.log_variance.unsqueeze(0)}, z.unsqueeze(1));
  const std::int64_t n = z.size(0);
  if (n == 1) return {each.sum(2).squeeze(1), each.squeeze(1)};
  const double own = 1 / static_cast<double>(images);
  const torch::Tensor weights = torch::full({n, n}, std::log((1 - own) / static_cast<double>(n - 1)), z.options());
  weights.fill_diagonal_(std::log(own));
  return {torch::logsumexp(each.sum(2) + weights, 1), torch::logsumexp(each + weights.unsqueeze(2), 1)};
}

torch::Tensor shuffled_dimensions(const torch::Tensor& z, Noise& noise) {
  std::vector<torch::Tensor> columns;
  for (std::int64_t d = 0; d < z.size(1); ++d) {
    columns.push_back(z.select(1, d).index_select(0, noise.permutation(z.size(0))));
  }
  return torch::stack(columns, 1);
}

namespace {

/// Σ over kernels and pairs.
torch::Tensor kernel_sum(const torch::Tensor& squared_distances, std::int64_t dimensions) {
  torch::Tensor sum = torch::zeros({}, squared_distances.options());
  for (const double scale : {.1, .2, .5, 1., 2., 5., 10.}) {
    const double c = 2 * static_cast<double>(dimensions) * scale;
    sum = sum + (c / (c + squared_distances)).sum();
  }
  return sum;
}

/// ‖a_i − b_j‖², [n, m]. By differences: products would cancel for codes that lie close together.
torch::Tensor squared_distances(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(2);
}

}  // namespace

torch::Tensor maximum_mean_discrepancy(const torch::Tensor& a, const torch::Tensor& b) {
  const std::int64_t d = a.size(1);
  constexpr double kKernels = 7;  // a code's kernel with itself is 1 for each
  const auto within = [&](const torch::Tensor& codes) {
    const auto n = static_cast<double>(codes.size(0));
    return (kernel_sum(squared_distances(codes, codes), d) - kKernels * n) / (n * (n - 1));
  };
  const auto pairs = static_cast<double>(a.size(0)) * static_cast<double>(b.size(0));
  return within(a) + within(b) - 2 * kernel_sum(squared_distances(a, b), d) / pairs;
}

}  // namespace zscope
