#pragma once

#include "backend.h"

#include <filesystem>

namespace zscope {

/// Evaluates weights of a run, reading results back that `run` (its directory) already has of them, and keeping those
/// that are new, each as soon as it is found. An empty `run` keeps nothing.
Evaluation evaluate_run(Backend& backend, const std::filesystem::path& run, const RunSpec& spec, const Dataset& dataset,
                        const WeightsSource& weights, const EvaluationRequest& request, Progress& progress);

}  // namespace zscope
