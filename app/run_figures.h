#pragma once

#include "app/saved_run.h"

#include <filesystem>
#include <string>
#include <vector>

namespace zscope {

/// One figure of a run, with what there is to know of it.
struct RunFigure {
  std::string name, title, unit;
  int better = 0;  ///< 1: higher is better; −1: lower is; 0: neither
  double value = 0;
};

/// Evaluates a run with a progress bar and the environment's classifiers; what it already has is read back. Throws
/// Misuse for a metric there is not or that does not fit.
Evaluation evaluate_saved(const Program& program, SavedRun& run, const std::filesystem::path& directory,
                          EvaluationRequest request);

/// All figures on test pictures, in order, of metrics called by their names or those of figures; "all"; empty: the
/// basic ones. Throws Misuse for a name there is not; what does not fit the model is left out.
std::vector<RunFigure> run_figures(const Program& program, SavedRun& run, const std::filesystem::path& directory,
                                   const std::vector<std::string>& metrics, const Settings& settings = {});

}  // namespace zscope
