#include "base/error.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"

#include <algorithm>
#include <chrono>

namespace zscope {

const std::vector<Metric>& metric_registry() {
  static const std::vector<Metric> metrics = {
      // One line each:
      // clang-format off
      basic_figures(),
      importance_weighted(),
      similarity(),
      reconstruction_gain(),
      frechet(),
      kernel(),
      precision_recall(),
      sample_classes(),
      modes_found(),
      nearest_neighbour(),
      linear_probe(),
      disentanglement_figures(),
      parzen(),
      memory(),
      code_choice(),
      anomaly(),
      augmentation(),
      training_figures(),
      // clang-format on
  };
  return metrics;
}

Evaluation measure(MetricContext& context, const EvaluationRequest& request) {
  std::vector<MetricInfo> infos;
  for (const Metric& metric : metric_registry()) infos.push_back(metric.info);
  check_metric_settings(infos, request.settings);
  auto chosen = choose_metrics(infos, request, context.info(), context.dataset());
  Evaluation out;
  out.left_out = std::move(chosen.left_out);
  torch::NoGradGuard no_grad;
  context.model().eval();
  context.metrics_ = static_cast<int>(chosen.metrics.size());
  for (const MetricInfo* info : chosen.metrics) {
    const auto metric = std::find_if(metric_registry().begin(), metric_registry().end(),
                                     [&](const Metric& candidate) { return candidate.info.name == info->name; });
    context.metric_ = static_cast<int>(out.results.size());
    context.settings_ = metric_settings(*info, request.settings);
    context.report(0, info->title);
    const auto start = std::chrono::steady_clock::now();
    MetricResult result;
    result.metric = info->name;
    metric->measure(context, result);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (request.found) request.found(result);
    out.results.push_back(std::move(result));
  }
  context.report(1, "evaluated");
  return out;
}

std::string needs_encoder(const ModelInfo& model, const Dataset&) {
  return model.capabilities.encode ? "" : "the model has no encoder.";
}

std::string needs_decoder(const ModelInfo& model, const Dataset&) {
  return model.capabilities.decode ? "" : "the model has no decoder.";
}

std::string needs_density(const ModelInfo& model, const Dataset&) {
  return model.capabilities.density ? "" : "the model does not say how likely a picture is.";
}

std::string needs_labels(const ModelInfo&, const Dataset& data) {
  return data.labelled() ? "" : "the data has no classes.";
}

std::string needs_pictures(const ModelInfo&, const Dataset& data) {
  return data.shape.points() ? "the data is points, not pictures." : "";
}

SettingInfo samples_setting() {
  return setting::integer("samples", "How many pictures the model makes to be judged.", "10000", 100, 100000);
}

}  // namespace zscope
