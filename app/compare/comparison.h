#pragma once

#include "app/saved_run.h"
#include "runs/record.h"

#include <optional>
#include <string>
#include <vector>

namespace zscope {

/// One number about a run, as a line of the comparison has it.
struct Fact {
  std::string name;                           ///< "elbo", as in `--json`
  std::string title;                          ///< "ELBO"
  std::string unit;                           ///< empty for a pure number
  int better = 0;                             ///< 1: higher is better; −1: lower is; 0: neither
  std::vector<std::optional<double>> values;  ///< one for each run
  std::vector<std::size_t> best;              ///< of which runs; empty where nothing can be said
};

/// How a loss fell: nats (or what the loss is in) over seconds of training.
struct Curve {
  std::vector<std::pair<double, double>> points;
};

/// Several runs side by side.
struct Comparison {
  std::vector<std::string> names;  ///< short, no two the same
  std::vector<Fact> facts;         ///< metrics, then speed, size and memory
  std::string curve_title;         ///< the test figure that the curves show, "test/loss"; empty: the runs share none
  std::vector<Curve> curves;       ///< one for each run; empty for runs that have no such figure
  bool same_data = true;
};

/// Names for columns: the directories', with as much of the path before them as tells them apart.
std::vector<std::string> column_names(const std::vector<std::filesystem::path>& directories);

/// What a run's losses are: numbers of two runs may be set beside each other where this is the same.
std::string objective_of(const SavedRun& run);

/// The test figure that most of the runs have recorded, of those that say how good a run is and mean the same in all
/// that have it (`objectives`, one for each run); empty when no two share one. Ties go to the one that says most.
std::string shared_test_figure(const std::vector<std::vector<MetricRecord>>& records,
                               const std::vector<std::string>& objectives);

/// Seconds of training after which a recorded figure was first at or below `level`; nothing when it never was.
std::optional<double> seconds_to(const std::vector<MetricRecord>& records, const std::string& figure, double level);

/// The value of one run as text: a number, or a time; "-" where there is none. Whole numbers have decimals where others
/// of the line have some.
std::string fact_text(const Fact& fact, std::size_t run);

/// Marks who is best; nobody where all are as good or fewer than two can be told.
void mark_best(Fact& fact);

/// Measures, with progress bars. `metrics` as in `zscope eval --metrics`. `reach`: the level of the shared test figure
/// that the time to it is asked for; left out, what the worst of the runs has reached.
Comparison compare_runs(const Program& program, std::vector<SavedRun>& runs,
                        const std::vector<std::filesystem::path>& directories, const std::vector<std::string>& metrics,
                        std::optional<double> reach);

}  // namespace zscope
