#pragma once

#include "metrics/distances.h"

#include "models/libtorch.h"

#include <vector>

namespace zscope {

/// log p(x) in nats under the mean of Gaussians N(centre, σ²I) around `centres` [m, d], for each σ and each row of x
/// [n, d]: [sigmas, n] double.
torch::Tensor parzen_log_likelihoods(const torch::Tensor& centres, const torch::Tensor& x,
                                     const std::vector<double>& sigmas, const BlockReport& report);

/// The σ, of 41 from 0.02 to 1, at which held-out points are likeliest.
double parzen_sigma(const torch::Tensor& centres, const torch::Tensor& held_out, const BlockReport& report);

}  // namespace zscope
