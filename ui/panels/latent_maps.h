#pragma once

#include "ui/asker.h"
#include "ui/choices.h"

#include <imgui.h>

#include <string>
#include <vector>

namespace zscope::ui {

/// Deviations of the numbers of a map, as a product of one for the row and one for the column.
struct MapDeviations {
  std::vector<float> rows, columns;
};
/// From log-variances [rows, columns] that are sums of one number for the row and one for the column. Only the products
/// are defined: the columns' deviations are given a geometric mean of 1.
MapDeviations map_deviations(const float* log_variances, int rows, int columns);

/// A block of small maps as heat maps of z: a drag on a cell moves its number up and down. Beside each map stands how
/// uncertain the encoder is about each row and column, for the selected picture, or for test pictures on average.
class LatentMaps {
 public:
  void draw(Context& context, const BlockAt& at);
  void rest() { asker_.rest(); }

 private:
  /// [latent_dim] log-variances, or empty while there are none.
  std::vector<float> log_variances(Context& context);
  void draw_map(Context& context, const BlockAt& at, int map, ImVec2 corner, float cell,
                const std::vector<float>& log_variances);
  void draw_cell(Context& context, int dimension, const std::string& place, ImVec2 corner, float cell);

  Asker asker_{Priority::background};
  std::shared_ptr<const Survey> averaged_;
  std::vector<float> average_;  ///< of `averaged_`
  float grabbed_ = 0;           ///< what a cell held when it was grabbed
};

}  // namespace zscope::ui
