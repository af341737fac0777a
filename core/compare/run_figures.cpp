#include "compare/run_figures.h"

#include "base/names.h"
#include "run_evaluation.h"

#include <algorithm>

namespace zscope {
namespace {

const FigureInfo* find_figure(const std::vector<MetricInfo>& metrics, const std::string& name) {
  for (const MetricInfo& metric : metrics) {
    if (const FigureInfo* figure = metric.figure(name)) return figure;
  }
  return nullptr;
}

/// The metrics of what is asked for that can be said of the run.
std::vector<std::string> fitting(SavedRun& run, const std::vector<std::string>& asked) {
  const std::vector<MetricInfo>& metrics = run.backend().metrics();
  check_metric_names(metrics, asked);
  std::vector<std::string> out;
  for (const std::string& name : asked) {
    if (name == "all") return {name};
    const auto metric =
        std::find_if(metrics.begin(), metrics.end(), [&](const MetricInfo& info) { return info.is_called(name); });
    if (!metric->unfit || metric->unfit(run.model(), *run.dataset()).empty()) out.push_back(metric->name);
  }
  return out;
}

}  // namespace

Evaluation evaluate_saved(SavedRun& run, const EvaluationRequest& request, Progress& progress) {
  progress.report(-1, "evaluating");
  return evaluate_run(run.backend(), run.directory(), run.spec(), *run.dataset(), &run.checkpoint(), request, progress);
}

std::vector<RunFigure> run_figures(SavedRun& run, EvaluationRequest request, Progress& progress) {
  const std::vector<std::string> fit = fitting(run, request.metrics);
  if (fit.empty() && !request.metrics.empty()) return {};
  request.metrics = fit;
  std::vector<RunFigure> out;
  for (const MetricResult& result : evaluate_saved(run, request, progress).results) {
    for (const auto& [name, value] : result.values) {
      const FigureInfo* info = find_figure(run.backend().metrics(), name);
      RunFigure figure{name, title_from_name(name), "", 0, value};
      if (info) figure = {name, info->title, info->unit, 0, value};
      if (info && info->better != Better::neither) figure.better = info->better == Better::higher ? 1 : -1;
      out.push_back(std::move(figure));
    }
  }
  return out;
}

}  // namespace zscope
