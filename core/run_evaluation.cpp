#include "run_evaluation.h"

#include "base/fingerprint.h"
#include "metrics/classifier_file.h"
#include "metrics/evaluation_file.h"

#include <algorithm>
#include <map>

namespace zscope {
namespace {

std::int64_t step_of(const WeightsSource& weights) {
  return std::visit([](const auto* from) { return from->step; }, weights);
}

std::string hash_of(const WeightsSource& weights) {
  Fingerprint hash;
  if (const auto* const* checkpoint = std::get_if<const Checkpoint*>(&weights)) {
    for (const NamedTensor& tensor : (*checkpoint)->tensors) {
      // The optimizer's state and random numbers are nothing to a metric.
      if (!tensor.name.starts_with("model/") && !tensor.name.starts_with("buffer/")) continue;
      hash.add(tensor.name);
      hash.add(tensor.data.data(), tensor.data.size());
    }
  } else {
    const Snapshot& snapshot = *std::get<const Snapshot*>(weights);
    hash.add(snapshot.parameters.data(), snapshot.parameters.size());
    hash.add(snapshot.buffers.data(), snapshot.buffers.size());
  }
  return hash.text();
}

}  // namespace

Evaluation evaluate_run(Backend& backend, const std::filesystem::path& run, const RunSpec& spec, const Dataset& dataset,
                        const WeightsSource& weights, const EvaluationRequest& request, Progress& progress) {
  if (run.empty()) return backend.evaluate(spec, dataset, weights, request, progress);
  const auto [metrics, left_out] = choose_metrics(backend.metrics(), request, find_model(backend, spec.model), dataset);
  check_metric_settings(backend.metrics(), request.settings);
  EvaluationFile file(run, step_of(weights), request.test, dataset.fingerprint);
  const std::string hash = hash_of(weights);
  const auto key_of = [&](const MetricInfo& metric) {
    return ResultKey{hash, metric.name, request.seed > 0 ? request.seed : spec.seed,
                     metric_settings(metric, request.settings),
                     metric.classifier ? classifier_hash(request.classifiers, dataset.fingerprint) : ""};
  };
  std::map<std::string, MetricResult> results;
  EvaluationRequest rest = request;
  rest.metrics.clear();
  for (const MetricInfo* metric : metrics) {
    const auto had = file.find(key_of(*metric));
    // A classifier that is not there cannot be the one it was.
    const bool same = had && (!metric->classifier || !key_of(*metric).classifier.empty());
    if (!same) {
      rest.metrics.push_back(metric->name);
      continue;
    }
    results[metric->name] = *had;
    if (request.found) request.found(*had);
  }
  rest.found = [&](const MetricResult& result) {
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const MetricInfo* info) { return info->name == result.metric; });
    file.keep(key_of(**metric), result);
    results[result.metric] = result;
    if (request.found) request.found(result);
  };
  if (!rest.metrics.empty()) backend.evaluate(spec, dataset, weights, rest, progress);
  Evaluation out;
  out.left_out = left_out;
  for (const MetricInfo* metric : metrics) out.results.push_back(results.at(metric->name));
  return out;
}

}  // namespace zscope
