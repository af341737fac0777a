#pragma once

#include "compare/compared.h"
#include "compare/saved_run.h"
#include "runs/record.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zscope {

/// Names for columns: the directories', with as much of the path before them as tells them apart.
std::vector<std::string> column_names(const std::vector<std::filesystem::path>& directories);

/// What a run's losses are: numbers of two runs may be set beside each other where this is the same.
std::string objective_of(const SavedRun& run);

/// The test figure that most of the runs have recorded, of those that say how good a run is and mean the same in all
/// that have it (`objectives`, one for each run); empty when no two share one. Ties go to the one that says most.
std::string shared_test_figure(const std::vector<std::vector<MetricRecord>>& records,
                               const std::vector<std::string>& objectives);

/// Marks who is best; nobody where all are as good or fewer than two can be told.
void mark_best(Fact& fact);

struct ComparisonRequest {
  std::vector<std::string> metrics;   ///< as in `zscope eval --metrics`: names, "all", or empty: the basic ones
  std::string over;                   ///< a metric's figure that is measured at every checkpoint a run has kept, and
                                      ///< is the curve; empty: the test figure that runs share, or, where they share
                                      ///< none and all metrics are asked for, FID
  std::optional<double> reach;        ///< the level of the curve that the time to it is asked for; left out: what the
                                      ///< worst of the runs has reached
  std::filesystem::path classifiers;  ///< see EvaluationRequest::classifiers
  std::function<void(std::size_t)> begins;  ///< called with the number of the run that is measured next; may be empty
};

/// Measures the runs one after another, with progress for each, and sets their figures side by side.
Comparison compare_runs(std::vector<SavedRun>& runs, const ComparisonRequest& request, Progress& progress);

/// With the pictures: everything a person looks at. Can be cancelled between runs.
Compared whole_comparison(std::vector<SavedRun>& runs, const Comparison& comparison, Progress& progress);

}  // namespace zscope
