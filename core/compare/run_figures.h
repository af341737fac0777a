#pragma once

#include "compare/saved_run.h"

#include <string>
#include <vector>

namespace zscope {

/// One figure of a run, with what there is to know of it.
struct RunFigure {
  std::string name, title, unit;
  int better = 0;  ///< 1: higher is better; −1: lower is; 0: neither
  double value = 0;
};

/// Evaluates a run at its checkpoint; what it already has is read back. Throws Misuse for a metric there is not or that
/// does not fit.
Evaluation evaluate_saved(SavedRun& run, const EvaluationRequest& request, Progress& progress);

/// All figures, in order, of metrics called by their names or those of figures; "all"; empty: the basic ones. Throws
/// Misuse for a name there is not; what does not fit the model is left out.
std::vector<RunFigure> run_figures(SavedRun& run, EvaluationRequest request, Progress& progress);

}  // namespace zscope
