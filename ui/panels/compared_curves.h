#pragma once

#include "ui/panels/compared_parts.h"
#include "ui/widgets/plot.h"

#include <memory>
#include <vector>

namespace zscope::ui {

/// How the test figure that the runs share fell over seconds of training, a curve for each run that has it.
class ComparedCurves {
 public:
  /// Returns how high it is: 0 where the runs share no figure. `shown` as for ComparedPictures.
  float draw(Context& context, const ShownComparison& shown, ImVec2 corner, float width);

 private:
  void take(const ShownComparison& shown);

  std::shared_ptr<const Compared> compared_;  ///< that the curves are of
  std::vector<Series> series_;
  std::vector<Plot::Group> groups_;
  Plot plot_;
};

}  // namespace zscope::ui
