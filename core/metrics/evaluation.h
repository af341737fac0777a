#pragma once

#include "base/progress.h"
#include "data/dataset.h"
#include "models/model_info.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// What a metric's number should do.
enum class Better { higher, lower, neither };

/// One number that a metric gives.
struct FigureInfo {
  std::string name;   ///< "fid": unlike that of any other figure of any metric
  std::string title;  ///< "FID"
  std::string unit;   ///< "nats per picture"; empty for a pure number
  Better better = Better::neither;
  std::string summary;  ///< a few words, where the metric's own sentence does not say it
};

/// One way to say how good a model is.
struct MetricInfo {
  std::string name;     ///< "prdc"
  std::string title;    ///< "Precision and recall"
  std::string summary;  ///< one sentence in plain words
  std::vector<FigureInfo> figures;
  std::vector<SettingInfo> settings;  ///< what a person may choose about it
  bool classifier = false;            ///< its figures depend on the data set's classifier (metrics/classifier.h)
  /// Why this cannot be said of such a model with such data, the end of a sentence ("it has no encoder"); empty when it
  /// can.
  std::function<std::string(const ModelInfo&, const Dataset&)> unfit;

  /// Null for what is no figure of its own: losses that a model has, series.
  const FigureInfo* figure(const std::string& figure_name) const;
  /// By its own name or that of one of its figures.
  bool is_called(const std::string& its_name) const { return its_name == name || figure(its_name); }
};

/// What a metric found.
struct MetricResult {
  std::string metric;
  std::vector<std::pair<std::string, double>> values;               ///< by FigureInfo::name
  std::vector<std::pair<std::string, std::vector<double>>> series;  ///< more than one number: "kl_per_dimension"
  std::vector<std::pair<std::string, std::string>> notes;           ///< what figures were got with: "classifier"
  double seconds = 0;                                               ///< that it took
};

struct Evaluation {
  std::vector<MetricResult> results;
  std::vector<std::pair<std::string, std::string>> left_out;  ///< metrics asked for that do not fit, and why

  /// Of any of the results; null where there is none of that name.
  const double* value(const std::string& name) const;
  const std::vector<double>* series(const std::string& name) const;
};

struct EvaluationRequest {
  /// Names of metrics, or of their figures; "all" for every one that fits. Empty: the first there is.
  std::vector<std::string> metrics;
  bool test = true;                   ///< on the test split, else on the training split
  std::uint64_t seed = 1;             ///< of every draw: with the same one, runs are judged by the same pixels and z
  Settings settings;                  ///< of the metrics, as text; what is left out is as listed
  std::filesystem::path classifiers;  ///< a folder where classifiers are kept; empty: trained each time
  std::filesystem::path run;          ///< its directory, for what records of training say; empty: it has none
  /// Called with each result as it is found, on the thread that evaluates. May be empty.
  std::function<void(const MetricResult&)> found;
};

/// Throws Misuse for a name that no metric and no figure has ("all" but for), listing those there are.
void check_metric_names(const std::vector<MetricInfo>& metrics, const std::vector<std::string>& names);

/// The metrics that a request asks for, in their own order, each once. Throws Misuse for a name there is not (listing
/// those there are) and where none of them fits (saying why).
struct ChosenMetrics {
  std::vector<const MetricInfo*> metrics;
  std::vector<std::pair<std::string, std::string>> left_out;
};
ChosenMetrics choose_metrics(const std::vector<MetricInfo>& metrics, const EvaluationRequest& request,
                             const ModelInfo& model, const Dataset& dataset);

/// All settings of one metric: its defaults and what the request says otherwise.
Settings metric_settings(const MetricInfo& metric, const Settings& chosen);
/// Throws Misuse for a setting that none of the metrics has, or a value that it may not have.
void check_metric_settings(const std::vector<MetricInfo>& metrics, const Settings& chosen);

/// A latent dimension is active when the variance over images of its posterior mean exceeds this (Burda et al. 2015).
inline constexpr double kActiveVariance = 0.01;

/// A class counts as covered by samples from this share of an even one on.
inline constexpr double kCoveredShare = 0.1;

}  // namespace zscope
