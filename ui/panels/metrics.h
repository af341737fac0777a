#pragma once

#include "ui/panel.h"

#include <imgui.h>

#include <string>
#include <vector>

namespace zscope::ui {

/// Every metric there is: its figures once they are measured, a click that measures it, and why it cannot be had of
/// this model or this data. Measuring goes on in the background.
class MetricsPanel final : public Panel {
 public:
  const char* id() const override { return "metrics"; }
  const char* place() const override { return "losses"; }
  Fit fit(const Context&) const override { return Fit::somewhat; }
  void draw(Context& context) override;
  std::string note(const Context& context) const override;

 private:
  void draw_controls(Context& context);
  void draw_metrics(Context& context);
  /// One metric with its figures in a column `width` wide; returns the height it takes.
  float draw_metric(Context& context, const MetricInfo& metric, float x, float y, float width);
  void draw_figure(Context& context, const MetricInfo& metric, const std::string& name, double value, float x, float y,
                   float width);
  void draw_series(Context& context, const std::string& name, const std::vector<double>& values, ImVec2 corner,
                   float width);
  const MetricResult* result_of(const MetricInfo& metric) const;

  EvaluationState state_;  ///< of this frame
};

}  // namespace zscope::ui
