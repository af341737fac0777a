#pragma once

#include "models/libtorch.h"

#include <cstdint>
#include <functional>

namespace zscope {

// How far sets of points are from each other: rows of [n, d]. All in the precision of what is given; no n × m matrix is
// ever held, only blocks of rows.

/// What is called between blocks: with the share done; may throw to end it.
using BlockReport = std::function<void(double fraction)>;

/// Calls `block(first, values)` with squared distances ‖a_i − b_j‖² of some rows i from `first` on: [rows, m].
void for_distance_blocks(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report,
                         const std::function<void(std::int64_t first, const torch::Tensor& values)>& block);

/// The squared distance of each row of `a` to the k-th nearest row of `b`: [n]. For a set to itself ask for k + 1.
torch::Tensor nearest_distances(const torch::Tensor& a, const torch::Tensor& b, std::int64_t k,
                                const BlockReport& report);
/// Which row of `b` is nearest to each row of `a`: [n].
torch::Tensor nearest_rows(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report);

/// Of Gaussians with the means and covariances of two sets: ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2(C₁C₂)^½) (Fréchet 1957; Heusel
/// et al. 2017). In double precision; the square root by eigenvalues of C₁^½ C₂ C₁^½.
double frechet_distance(const torch::Tensor& a, const torch::Tensor& b);

/// MMD² with the kernel (x·y/d + 1)³, without bias: about 0 for two draws of one distribution, below it as often as
/// above (Bińkowski et al. 2018).
double kernel_distance(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report);

/// How two sets lie among each other, by balls around each point as wide as its distance to the k-th nearest point of
/// its own set.
struct Neighbourhoods {
  double precision = 0;  ///< fakes within any ball of a real point (Kynkäänniemi et al. 2019)
  double recall = 0;     ///< real points within any ball of a fake
  double density = 0;    ///< balls of real points that a fake lies in, over k (Naeem et al. 2020)
  double coverage = 0;   ///< balls of real points that any fake lies in
};
Neighbourhoods neighbourhoods(const torch::Tensor& real, const torch::Tensor& fake, std::int64_t k,
                              const BlockReport& report);

}  // namespace zscope
