#pragma once

#include "models/model.h"

namespace zscope {

/// Matrix-variate normal distributions of maps Z = M + A E Bᵀ with E iid N(0, 1): rows are correlated by Ω = A Aᵀ,
/// columns by Ψ = B Bᵀ, so that cov(vec Z) = Ψ ⊗ Ω for vec Z by columns (Wang et al. 2017, arXiv 1705.06821).
struct MatrixNormal {
  torch::Tensor mean;     ///< M [..., m, n]
  torch::Tensor rows;     ///< A [..., m, m], lower triangular with a positive diagonal
  torch::Tensor columns;  ///< B [..., n, n], likewise
};

/// The low-rank form: M = μ₁μ₂ᵀ, standard deviations σ₁σ₂ᵀ. `values` [..., 2m + 2n]: μ₁, μ₂, log σ₁, log σ₂.
MatrixNormal diagonal_matrix_normal(const torch::Tensor& values, long m, long n);
/// Any mean and any two covariances, det Ψ = 1 to fix the scale between them. `values` [..., mn + m(m+1)/2 + n(n+1)/2]:
/// M by rows, then the lower triangles of A and B by rows, diagonals through softplus.
MatrixNormal cholesky_matrix_normal(const torch::Tensor& values, long m, long n);

/// M + A E Bᵀ for E of the mean's shape.
torch::Tensor matrix_normal_sample(const MatrixNormal& distribution, const torch::Tensor& epsilon);
/// KL(distribution ‖ N(0, I)) = ½[tr Ω · tr Ψ + ‖M‖² − mn − n log|Ω| − m log|Ψ|]: [...].
torch::Tensor matrix_normal_kl(const MatrixNormal& distribution);
/// log q(Z) − log p(Z) at the sample Z that `epsilon` gave: [...].
torch::Tensor matrix_normal_sampled_kl(const MatrixNormal& distribution, const torch::Tensor& epsilon);
/// log var Z_ij = log Ω_ii + log Ψ_jj: [..., m, n].
torch::Tensor matrix_normal_log_variance(const MatrixNormal& distribution);

}  // namespace zscope
