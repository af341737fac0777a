#include "metrics/evaluation.h"

#include "base/error.h"
#include "base/names.h"

#include <algorithm>

namespace zscope {
namespace {

template <typename Lists>
auto* find_named(const std::vector<MetricResult>& results, const std::string& name, Lists&& lists) {
  for (const MetricResult& result : results) {
    for (const auto& [key, value] : lists(result)) {
      if (key == name) return &value;
    }
  }
  return static_cast<decltype(&lists(results[0])[0].second)>(nullptr);
}

}  // namespace

const FigureInfo* MetricInfo::figure(const std::string& figure_name) const {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const FigureInfo& candidate) { return candidate.name == figure_name; });
  return found == figures.end() ? nullptr : &*found;
}

const double* Evaluation::value(const std::string& name) const {
  return find_named(
      results, name, [](const MetricResult& result) -> const auto& { return result.values; });
}

const std::vector<double>* Evaluation::series(const std::string& name) const {
  return find_named(
      results, name, [](const MetricResult& result) -> const auto& { return result.series; });
}

void check_metric_names(const std::vector<MetricInfo>& metrics, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const MetricInfo& metric : metrics) known.push_back(metric.name);
  for (const std::string& name : names) {
    const auto called = [&](const MetricInfo& metric) { return metric.is_called(name); };
    if (name != "all" && std::none_of(metrics.begin(), metrics.end(), called)) {
      misuse("There is no metric \"{}\"; {}", name, suggest_name(name, known));
    }
  }
}

ChosenMetrics choose_metrics(const std::vector<MetricInfo>& metrics, const EvaluationRequest& request,
                             const ModelInfo& model, const Dataset& dataset) {
  std::vector<std::string> wanted = request.metrics;
  if (wanted.empty()) wanted.push_back(metrics.front().name);
  check_metric_names(metrics, wanted);
  const bool all = std::count(wanted.begin(), wanted.end(), "all") > 0;
  ChosenMetrics out;
  for (const MetricInfo& metric : metrics) {
    const bool named =
        std::any_of(wanted.begin(), wanted.end(), [&](const auto& name) { return metric.is_called(name); });
    if (!named && !all) continue;
    const std::string why = metric.unfit ? metric.unfit(model, dataset) : "";
    if (why.empty()) {
      out.metrics.push_back(&metric);
    } else {
      out.left_out.emplace_back(metric.name, why);
    }
  }
  if (out.metrics.empty() && !out.left_out.empty()) {
    std::string whys;
    for (const auto& [name, why] : out.left_out) {
      whys += fmt::format("{}The metric {} cannot be had of {} on {}: {}", whys.empty() ? "" : " ", name, model.name,
                          dataset.name, why);
    }
    misuse("{}", whys);
  }
  return out;
}

Settings metric_settings(const MetricInfo& metric, const Settings& chosen) {
  Settings out;
  for (const SettingInfo& setting : metric.settings) {
    const auto found = chosen.find(setting.name);
    out[setting.name] = found == chosen.end() ? setting.default_value : found->second;
  }
  return out;
}

void check_metric_settings(const std::vector<MetricInfo>& metrics, const Settings& chosen) {
  for (const auto& [name, value] : chosen) {
    std::vector<std::string> names;
    bool known = false;
    for (const MetricInfo& metric : metrics) {
      for (const SettingInfo& setting : metric.settings) {
        if (setting.name == name) {
          check_setting(setting, value);
          known = true;
        }
        if (std::count(names.begin(), names.end(), setting.name) == 0) names.push_back(setting.name);
      }
    }
    if (!known) misuse("No metric has a setting \"{}\"; {}", name, suggest_name(name, names));
  }
}

}  // namespace zscope
