#pragma once

#include "app/program.h"
#include "compare/run_figures.h"

#include <string>
#include <vector>

namespace zscope {

/// Evaluates a run with a progress bar and the environment's classifiers. Throws as the one without a bar does.
Evaluation evaluate_saved(const Program& program, SavedRun& run, EvaluationRequest request);

/// Figures on test pictures in the same way.
std::vector<RunFigure> run_figures(const Program& program, SavedRun& run, const std::vector<std::string>& metrics,
                                   const Settings& settings = {});

}  // namespace zscope
