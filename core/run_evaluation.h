#pragma once

#include "backend.h"

#include <filesystem>

namespace zscope {

/// A hash of parameters and buffers, the same whether they come from a checkpoint or from a snapshot, which has gaps
/// and the order of memory: so it knows which numbers there are, not where. The optimizer's state and random numbers
/// are nothing to a metric.
std::string weights_hash(const WeightsSource& weights);

/// Evaluates weights of a run, reading results back that `run` (its directory) already has of them, and keeping those
/// that are new, each as soon as it is found. An empty `run` keeps nothing.
Evaluation evaluate_run(Backend& backend, const std::filesystem::path& run, const RunSpec& spec, const Dataset& dataset,
                        const WeightsSource& weights, const EvaluationRequest& request, Progress& progress);

/// What evaluate_run() would read back of all metrics, without measuring any.
std::vector<MetricResult> kept_results(Backend& backend, const std::filesystem::path& run, const RunSpec& spec,
                                       const Dataset& dataset, const WeightsSource& weights,
                                       const EvaluationRequest& request);

}  // namespace zscope
