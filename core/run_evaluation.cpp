#include "run_evaluation.h"

#include "base/fingerprint.h"
#include "base/random.h"
#include "metrics/classifier_file.h"
#include "metrics/evaluation_file.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace zscope {
namespace {

std::int64_t step_of(const WeightsSource& weights) {
  return std::visit([](const auto* from) { return from->step; }, weights);
}

/// A sum over words of four bytes that depends on no order, and to which gaps, which are zero, add nothing.
std::uint64_t sum_of_words(const std::vector<std::byte>& bytes) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint32_t)) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
    if (word == 0) continue;
    std::uint64_t state = word;
    sum += splitmix64(state);
  }
  return sum;
}

}  // namespace

std::string weights_hash(const WeightsSource& weights) {
  std::uint64_t sum = 0;
  if (const auto* const* checkpoint = std::get_if<const Checkpoint*>(&weights)) {
    for (const NamedTensor& tensor : (*checkpoint)->tensors) {
      if (tensor.name.starts_with("model/") || tensor.name.starts_with("buffer/")) sum += sum_of_words(tensor.data);
    }
  } else {
    const Snapshot& snapshot = *std::get<const Snapshot*>(weights);
    sum = sum_of_words(snapshot.parameters) + sum_of_words(snapshot.buffers);
  }
  return fmt::format("{:016x}", sum);
}

namespace {

/// The results that a run keeps of weights and settings, by metric.
class KeptResults {
 public:
  KeptResults(const std::filesystem::path& run, const RunSpec& spec, const Dataset& dataset,
              const WeightsSource& weights, const EvaluationRequest& request)
      : seed_(request.seed),
        metric_settings_(request.settings),
        classifiers_(request.classifiers),
        data_(dataset.fingerprint),
        file_(run, step_of(weights), request.test, dataset.fingerprint),
        weights_(weights_hash(weights)) {
    Fingerprint settings;
    for (const auto& [name, value] : spec.settings) settings.add(name + "=" + value + ";");
    settings_ = settings.text();
  }

  std::optional<MetricResult> find(const MetricInfo& metric) const {
    const ResultKey key = key_of(metric);
    // A classifier that is not there cannot be the one it was.
    if (metric.classifier && key.classifier.empty()) return std::nullopt;
    return file_.find(key);
  }
  void keep(const MetricInfo& metric, const MetricResult& result) { file_.keep(key_of(metric), result); }

 private:
  ResultKey key_of(const MetricInfo& metric) const {
    return {weights_,  metric.name,
            seed_,     metric_settings(metric, metric_settings_),
            settings_, metric.classifier ? classifier_hash(classifiers_, data_) : ""};
  }

  std::uint64_t seed_;
  Settings metric_settings_;
  std::filesystem::path classifiers_;
  std::string data_;
  EvaluationFile file_;
  std::string weights_, settings_;
};

}  // namespace

Evaluation evaluate_run(Backend& backend, const std::filesystem::path& run, const RunSpec& spec, const Dataset& dataset,
                        const WeightsSource& weights, const EvaluationRequest& request, Progress& progress) {
  if (run.empty()) return backend.evaluate(spec, dataset, weights, request, progress);
  const auto [metrics, left_out] = choose_metrics(backend.metrics(), request, find_model(backend, spec.model), dataset);
  check_metric_settings(backend.metrics(), request.settings);
  KeptResults kept(run, spec, dataset, weights, request);
  std::map<std::string, MetricResult> results;
  EvaluationRequest rest = request;
  rest.metrics.clear();
  rest.run = run;
  for (const MetricInfo* metric : metrics) {
    const auto had = kept.find(*metric);
    if (!had) {
      rest.metrics.push_back(metric->name);
      continue;
    }
    results[metric->name] = *had;
    if (request.found) request.found(*had);
  }
  rest.found = [&](const MetricResult& result) {
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const MetricInfo* info) { return info->name == result.metric; });
    kept.keep(**metric, result);
    results[result.metric] = result;
    if (request.found) request.found(result);
  };
  if (!rest.metrics.empty()) backend.evaluate(spec, dataset, weights, rest, progress);
  Evaluation out;
  out.left_out = left_out;
  for (const MetricInfo* metric : metrics) out.results.push_back(results.at(metric->name));
  return out;
}

std::vector<MetricResult> kept_results(Backend& backend, const std::filesystem::path& run, const RunSpec& spec,
                                       const Dataset& dataset, const WeightsSource& weights,
                                       const EvaluationRequest& request) {
  if (run.empty()) return {};
  const KeptResults kept(run, spec, dataset, weights, request);
  std::vector<MetricResult> out;
  for (const MetricInfo& metric : backend.metrics()) {
    if (auto had = kept.find(metric)) out.push_back(std::move(*had));
  }
  return out;
}

}  // namespace zscope
