#pragma once

#include "metrics/evaluation.h"

#include <functional>
#include <string>
#include <vector>

namespace zscope {

class MetricContext;

struct Metric {
  MetricInfo info;
  /// Fills in values, series and notes of the result. Gradients are off.
  std::function<void(MetricContext&, MetricResult&)> measure;
};

/// Every metric there is, in the order of lists. One line in metric_registry.cpp adds one.
const std::vector<Metric>& metric_registry();

// Every file of metrics declares its own here.

// anomaly.cpp
Metric anomaly();
/// The class that has test pictures and no training pictures; −1 where there is none, or more than one.
int held_out_class(const Dataset& dataset);
// augmentation.cpp
Metric augmentation();
// basic_figures.cpp
Metric basic_figures();
// code_metrics.cpp
Metric code_choice();
// disentanglement.cpp
Metric disentanglement_figures();
// encoding_metrics.cpp
Metric nearest_neighbour();
Metric linear_probe();
// mode_metrics.cpp
Metric modes_found();
// pixel_metrics.cpp
Metric parzen();
Metric memory();
// reconstruction_metrics.cpp
Metric importance_weighted();
Metric similarity();
Metric reconstruction_gain();
// sample_metrics.cpp
Metric frechet();
Metric kernel();
Metric precision_recall();
Metric sample_classes();
// training_metrics.cpp
Metric training_figures();

/// Measures the metrics that are asked for, sharing what they share.
Evaluation measure(MetricContext& context, const EvaluationRequest& request);

// Ends of sentences for MetricInfo::unfit; empty where there is nothing in the way.
std::string needs_encoder(const ModelInfo& model, const Dataset& data);
std::string needs_decoder(const ModelInfo& model, const Dataset& data);
std::string needs_density(const ModelInfo& model, const Dataset& data);
std::string needs_labels(const ModelInfo& model, const Dataset& data);
std::string needs_pictures(const ModelInfo& model, const Dataset& data);
/// The first of several that is not empty.
template <typename... Needs>
auto needs_all(Needs... needs) {
  return [=](const ModelInfo& model, const Dataset& data) {
    std::string why;
    ((why = needs(model, data), why.empty()) && ...);
    return why;
  };
}

/// The setting `samples`, of metrics that look at what the model makes.
SettingInfo samples_setting();

}  // namespace zscope
