#pragma once

#include "metrics/distances.h"

#include "models/libtorch.h"

namespace zscope {

// How single numbers of a code go with single factors of variation: codes [n, d] and factors [n, f], double.

/// Mutual information in nats of each number of the code with each factor, [d, f], and the factors' entropies, [f].
/// Both are counted in 20 bins of equal width between their least and greatest value (factors of up to 20 values by
/// value).
struct Information {
  torch::Tensor mutual;
  torch::Tensor entropies;
};
Information mutual_information(const torch::Tensor& codes, const torch::Tensor& factors, const BlockReport& report);

/// For each factor, how much more the number that tells most of it tells than the next one, over the factor's entropy:
/// [f] (Chen et al. 2018). Factors that never change have 0.
torch::Tensor information_gaps(const Information& information);

/// For each factor, how much better the number that predicts it best by a line does than the next one, as shares of
/// variance: [f] (Kumar, Sattigeri & Balakrishnan 2018, for continuous factors).
torch::Tensor predictability_gaps(const torch::Tensor& codes, const torch::Tensor& factors);

/// Eastwood & Williams 2018, by lasso, its penalty chosen on the second half of the rows.
struct Disentanglement {
  double disentanglement = 0;  ///< each number matters to one factor: 1
  double completeness = 0;     ///< each factor needs one number: 1
  double informativeness = 0;  ///< variance of factors that is explained in the second half, mean
  torch::Tensor importance;    ///< [d, f]: sizes of coefficients
};
Disentanglement disentanglement(const torch::Tensor& codes, const torch::Tensor& factors, const BlockReport& report);

/// ½(Σ log C_dd − log|C|) of the codes' covariance, in nats: 0 where no two numbers go together by a line (Watanabe
/// 1960, of a Gaussian; Locatello et al. 2019). Only active units count (kActiveVariance): those that a model has
/// given up carry traces of the others.
double gaussian_total_correlation(const torch::Tensor& codes);

/// The coefficients of lowest ½‖y − Xw‖²/n + penalty ‖w‖₁, by coordinate descent: from X'X/n [d, d] and X'Y/n [d, f],
/// for each column of Y: [d, f].
torch::Tensor lasso(const torch::Tensor& gram, const torch::Tensor& products, double penalty,
                    const BlockReport& report);

}  // namespace zscope
