#pragma once

#include "ui/panel.h"
#include "ui/panels/compared_curves.h"
#include "ui/panels/compared_pictures.h"
#include "ui/panels/run_choice.h"

namespace zscope::ui {

/// Runs on disk side by side: which ones, how they are measured, and what came of it. Comparing goes on in the
/// background.
class ComparePanel final : public Panel {
 public:
  const char* id() const override { return "compare"; }
  const char* place() const override { return "losses"; }
  Fit fit(const Context&) const override { return Fit::somewhat; }
  void draw(Context& context) override;
  void hide() override { choice_.forget(); }

 private:
  void draw_controls(Context& context);
  void take_result(Context& context);
  void draw_result(Context& context);

  ComparisonState state_;  ///< of this frame
  RunChoice choice_;
  ShownComparison shown_;
  ComparedCurves curves_;
  ComparedPictures pictures_;
  bool choosing_ = true;  ///< the runs are shown, not the result
  bool all_ = false;      ///< metrics
};

}  // namespace zscope::ui
