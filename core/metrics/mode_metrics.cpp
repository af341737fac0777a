// Which modes of a known distribution a model finds, and which it loses.

#include "data/mixture.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"

namespace zscope {
namespace {

std::string needs_mixture(const ModelInfo&, const Dataset& data) {
  return data.mixture.modes() > 0 ? "" : "what the data was drawn from is not known.";
}

void measure_modes(MetricContext& context, MetricResult& out) {
  const torch::Tensor points = context.samples().stored.contiguous();
  const ModeCount count = count_modes(context.dataset().mixture, points.data_ptr<float>(), points.size(0));
  out.values = {{"modes_found", static_cast<double>(count.found)}, {"high_quality", count.high_quality}};
  out.series.emplace_back("samples_per_class", std::vector<double>(count.counts.begin(), count.counts.end()));
}

}  // namespace

Metric modes_found() {
  MetricInfo info;
  info.name = "modes";
  info.title = "Modes found";
  info.summary = "Which of the data's modes samples reach: a sample counts within three standard deviations of one.";
  info.figures = {{"modes_found", "Modes found", "", Better::higher, "with such a sample at least"},
                  {"high_quality", "High quality", "", Better::higher, "share of samples that are such"}};
  info.settings = {samples_setting()};
  info.settings.front().default_value = "2500";
  info.unfit = needs_all(needs_decoder, needs_mixture);
  return {info, measure_modes};
}

}  // namespace zscope
