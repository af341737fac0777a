#include "app/run_figures.h"

#include "app/terminal.h"

namespace zscope {

Evaluation evaluate_saved(const Program& program, SavedRun& run, EvaluationRequest request) {
  request.classifiers = program.environment.classifiers();
  Evaluation evaluation;
  with_progress(program.environment.colour,
                [&](Progress& progress) { evaluation = evaluate_saved(run, request, progress); });
  return evaluation;
}

std::vector<RunFigure> run_figures(const Program& program, SavedRun& run, const std::vector<std::string>& metrics,
                                   const Settings& settings) {
  EvaluationRequest request;
  request.metrics = metrics;
  request.settings = settings;
  request.classifiers = program.environment.classifiers();
  std::vector<RunFigure> figures;
  with_progress(program.environment.colour, [&](Progress& progress) { figures = run_figures(run, request, progress); });
  return figures;
}

}  // namespace zscope
