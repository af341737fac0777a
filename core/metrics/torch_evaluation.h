#pragma once

#include "metrics/evaluation.h"
#include "models/model.h"

namespace zscope {

/// Evaluates a model on a split: one sample of the posterior per image for the ELBO (β = 1), posterior means for the
/// rest. The same seed gives the same figures.
Evaluation evaluate_model(Model& model, const ModelInfo& info, const Dataset& dataset, bool test, std::uint64_t seed,
                          torch::Device device, Progress& progress);

}  // namespace zscope
