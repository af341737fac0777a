#pragma once

#include "base/progress.h"
#include "data/dataset.h"

#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// How good a model is on one split of a data set, by name: for models with a density "elbo", "reconstruction", "kl"
/// (nats per image); for models that encode "mse" (per pixel) and "active_units"; for others what applies.
struct Evaluation {
  std::vector<std::pair<std::string, double>> values;
  std::vector<double> kl_per_dimension;  ///< nats, mean over images; empty without an encoder
};

/// A latent dimension is active when the variance over images of its posterior mean exceeds this (Burda et al. 2015).
inline constexpr double kActiveVariance = 0.01;

}  // namespace zscope
