#include "models/matrix_normal.h"

#include "models/objectives.h"

namespace zscope {
namespace {

/// Added to diagonals, so that no deviation can become zero.
constexpr double kLeastDiagonal = 1e-4;

torch::Tensor log_diagonal(const torch::Tensor& factor) { return factor.diagonal(0, -2, -1).log(); }

/// A lower triangle [..., size(size + 1)/2] by rows as a matrix whose diagonal went through softplus.
torch::Tensor lower_triangle(const torch::Tensor& values, long size) {
  const torch::Tensor where = torch::tril_indices(size, size, 0, values.options().dtype(torch::kInt64));
  std::vector<std::int64_t> shape = values.sizes().vec();
  shape.back() = size * size;
  const torch::Tensor places = (where[0] * size + where[1]).expand(values.sizes());
  const torch::Tensor raw = torch::zeros(shape, values.options()).scatter(-1, places, values);
  shape.back() = size;
  shape.push_back(size);
  const torch::Tensor matrix = raw.view(shape);
  return matrix.tril(-1) + torch::diag_embed(torch::softplus(matrix.diagonal(0, -2, -1)) + kLeastDiagonal);
}

/// n log|Ω| + m log|Ψ|, with log|Ω| = 2 Σ log A_ii.
torch::Tensor log_determinant(const MatrixNormal& d) {
  const auto m = static_cast<double>(d.mean.size(-2)), n = static_cast<double>(d.mean.size(-1));
  return 2 * n * log_diagonal(d.rows).sum(-1) + 2 * m * log_diagonal(d.columns).sum(-1);
}

torch::Tensor squares(const torch::Tensor& matrices) { return matrices.square().sum({-2, -1}); }

}  // namespace

MatrixNormal diagonal_matrix_normal(const torch::Tensor& values, long m, long n) {
  const auto parts = values.split_with_sizes({m, n, m, n}, -1);
  const auto factor = [](const torch::Tensor& log_sigma) {
    return torch::diag_embed((0.5 * clamp_log_variance(2 * log_sigma)).exp());
  };
  return {parts[0].unsqueeze(-1) * parts[1].unsqueeze(-2), factor(parts[2]), factor(parts[3])};
}

MatrixNormal cholesky_matrix_normal(const torch::Tensor& values, long m, long n) {
  const auto parts = values.split_with_sizes({m * n, m * (m + 1) / 2, n * (n + 1) / 2}, -1);
  std::vector<std::int64_t> shape = values.sizes().vec();
  shape.back() = m;
  shape.push_back(n);
  const torch::Tensor columns = lower_triangle(parts[2], n);
  // The geometric mean of B's diagonal is |B|^(1/n): divided by it, |Ψ| = |B|² is 1.
  const torch::Tensor scale = log_diagonal(columns).mean(-1).exp().unsqueeze(-1).unsqueeze(-1);
  return {parts[0].reshape(shape), lower_triangle(parts[1], m), columns / scale};
}

torch::Tensor matrix_normal_sample(const MatrixNormal& distribution, const torch::Tensor& epsilon) {
  return distribution.mean +
         torch::matmul(torch::matmul(distribution.rows, epsilon), distribution.columns.transpose(-2, -1));
}

torch::Tensor matrix_normal_kl(const MatrixNormal& distribution) {
  // tr A Aᵀ is the sum of A's squares.
  const torch::Tensor& mean = distribution.mean;
  const auto size = static_cast<double>(mean.size(-2) * mean.size(-1));
  return 0.5 * (squares(distribution.rows) * squares(distribution.columns) + squares(mean) - size -
                log_determinant(distribution));
}

torch::Tensor matrix_normal_sampled_kl(const MatrixNormal& distribution, const torch::Tensor& epsilon) {
  const torch::Tensor z = matrix_normal_sample(distribution, epsilon);
  return 0.5 * (squares(z) - squares(epsilon) - log_determinant(distribution));
}

torch::Tensor matrix_normal_log_variance(const MatrixNormal& distribution) {
  const torch::Tensor rows = distribution.rows.square().sum(-1).log(),
                      columns = distribution.columns.square().sum(-1).log();
  return rows.unsqueeze(-1) + columns.unsqueeze(-2);
}

}  // namespace zscope
