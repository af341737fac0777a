// What training took: of the run's own records, not of its weights.

#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "runs/curve.h"
#include "runs/run_directory.h"

namespace zscope {
namespace {

void measure_training(MetricContext& context, MetricResult& out) {
  const std::filesystem::path& run = context.request().run;
  if (run.empty() || !is_run(run)) {
    out.notes.emplace_back("run", "not on disk yet");
    return;
  }
  std::uintmax_t end = 0;
  const std::vector<MetricRecord> records = read_metrics(run, end);
  const double peak = read_run_info(run).peak_memory;
  if (!records.empty() && records.back().seconds > 0) {
    const MetricRecord& last = records.back();
    out.values.emplace_back("images_per_second", static_cast<double>(last.images) / last.seconds);
  }
  for (const char* figure : kTelling) {
    const Curve curve = curve_of(records, figure);
    if (curve.points.empty()) continue;
    const double asked = context.real("reach"), level = asked != 0 ? asked : *best_of(curve, -1);
    if (const auto seconds = seconds_to(curve, level, -1)) out.values.emplace_back("seconds_to_loss", *seconds);
    out.notes.emplace_back("loss", fmt::format("{} {:.5g}", figure, level));
    break;
  }
  if (peak > 0) out.values.emplace_back("peak_memory_megabytes", peak);
}

}  // namespace

Metric training_figures() {
  MetricInfo info;
  info.name = "training";
  info.title = "Training";
  info.summary = "What it took to train the model, as the run's records have it.";
  info.figures = {
      {"images_per_second", "Training speed", "images/s", Better::higher, "from the first step on"},
      {"seconds_to_loss", "Time to the loss", "s", Better::lower, "of training, until the test loss was there"},
      {"peak_memory_megabytes", "Peak memory", "MB", Better::lower, "of the whole program"}};
  info.settings = {setting::real("reach", "The test loss that the time to it is asked for; 0: the best it came to.",
                                 "0", -1e12, 1e12)};
  return {info, measure_training};
}

}  // namespace zscope
