#pragma once

#include "metrics/distances.h"

#include "models/libtorch.h"

namespace zscope {

/// A classifier that is linear in what it is given: multinomial logistic regression with a little weight decay.
struct LinearProbe {
  torch::Tensor centre, scale;                               ///< [d]: of the training set, taken off and divided by
  torch::Tensor weights;                                     ///< [d + 1, classes], the last row for the bias
  torch::Tensor standardised(const torch::Tensor& x) const;  ///< [n, d] to [n, d + 1] with a column of ones
  torch::Tensor logits(const torch::Tensor& x) const { return torch::matmul(standardised(x), weights); }
};

constexpr double kProbeDecay = 1e-4;

/// The probe of lowest mean cross-entropy + ½ kProbeDecay ‖weights but for the bias‖², by L-BFGS, on x [n, d] and
/// labels [n].
LinearProbe fit_linear_probe(const torch::Tensor& x, const torch::Tensor& labels, std::int64_t classes,
                             const BlockReport& report);

}  // namespace zscope
