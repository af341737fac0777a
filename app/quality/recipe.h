#pragma once

#include "models/model_info.h"

#include <optional>
#include <string>
#include <vector>

namespace zscope {

/// What a figure must reach: `factor` times the best figure of the rows in `of`, plus `offset`; `offset` alone where
/// there are none. Figures of other rows are those of the same metric, the mean of their seeds: beside the best of them
/// a row that must be as good with its worst would fail the surer the more seeds there are.
struct Bound {
  double offset = 0;
  std::vector<std::string> of = {};
  double factor = 1;
};

/// One figure that a row is judged by.
struct Judged {
  std::string metric;  ///< a figure's name in `zscope eval`
  bool higher_is_better = true;
  std::optional<Bound> gate = {};  ///< must be reached; none: the figure is only reported
  std::optional<Bound> aim = {};   ///< would be good
  std::string published = {};      ///< what others reached, and who
};

/// One row of the quality table: how a model is trained and what it is judged by.
struct Recipe {
  std::string name;  ///< of the row: model, a space, what distinguishes it
  std::string model;
  std::string preset;
  Settings settings = {};  ///< beside the preset's
  double epochs = 10;
  double minutes = 1;             ///< about, on two cores: quick rows are trained first
  std::vector<Judged> figures;    ///< the first is the row's own
  Settings metric_settings = {};  ///< of the metrics, where they are not the usual ones
  int without_class = -1;         ///< left out of the training pictures; negative: none
  std::string data = {};          ///< where only that data will do; else the one asked for, and gates are MNIST's
  std::string note = {};          ///< one sentence for the table's reader
  /// Rows whose figures' mean this one is, which is not trained then; none: it is.
  std::vector<std::string> mean_of = {};
};

/// Every row, by model. Sources of the gates: the papers and programs that `published` and `note` name.
const std::vector<Recipe>& quality_recipes();

}  // namespace zscope
