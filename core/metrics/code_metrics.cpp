#include "base/error.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"

#include <algorithm>

namespace zscope {
namespace {

using torch::Tensor;

/// Where the choice lies within codes.
struct Choice {
  std::int64_t first = 0, size = 0;
  /// Of codes [n, latent_dim]: which of the numbers for it is largest, [n].
  Tensor of(const Tensor& codes) const { return codes.narrow(1, first, size).argmax(1); }
};

Choice find_choice(MetricContext& context) {
  const RunSpec& spec = context.spec();
  std::int64_t first = 0;
  for (const LatentBlock& block : latent_blocks_of(context.info(), spec.settings, spec.shape, spec.classes)) {
    if (block.kind == LatentBlock::Kind::category) return {first, block.size};
    first += block.size;
  }
  fail("The code of {} holds no choice.", spec.model);
}

/// The share of pictures whose class is the one that their choice mostly stands for.
double choice_is_class(const Tensor& chosen, const std::vector<std::int32_t>& labels, std::int64_t categories,
                       std::int64_t classes) {
  const Tensor there = chosen.to(torch::kInt64).cpu().contiguous();
  const auto* chosen_of = there.data_ptr<std::int64_t>();
  std::vector<std::vector<long>> counts(static_cast<std::size_t>(categories),
                                        std::vector<long>(static_cast<std::size_t>(classes), 0));
  for (std::int64_t i = 0; i < there.size(0); ++i)
    ++counts[static_cast<std::size_t>(chosen_of[i])][static_cast<std::size_t>(labels[static_cast<std::size_t>(i)])];
  long right = 0;
  for (const auto& of_choice : counts) right += *std::max_element(of_choice.begin(), of_choice.end());
  return static_cast<double>(right) / static_cast<double>(there.size(0));
}

void measure_choice(MetricContext& context, MetricResult& out) {
  constexpr std::int64_t kSamples = 10000, kChunk = 500;
  const Choice choice = find_choice(context);
  Model& model = context.model();
  const Tensor points = context.prior(kSamples, "code");
  double recovered = 0;
  for (std::int64_t first = 0; first < kSamples; first += kChunk) {
    context.report(static_cast<double>(first) / kSamples, "reading codes back");
    const Tensor z = points.narrow(0, first, kChunk);
    const Tensor read = model.encode(model.decode(z, {}), {}).mean;
    recovered += choice.of(read).eq(choice.of(z)).sum().item<double>();
  }
  out.values.emplace_back("code_recovered", recovered / kSamples);
  if (!context.dataset().labelled()) return;
  const auto classes = static_cast<std::int64_t>(context.dataset().class_names.size());
  out.values.emplace_back("code_is_class", choice_is_class(choice.of(context.encodings(context.request().test)),
                                                           context.split().labels, choice.size, classes));
}

}  // namespace

Metric code_choice() {
  MetricInfo info;
  info.name = "code";
  info.title = "Choice within the code";
  info.summary = "Whether what the code chooses can be read from the picture, and whether it is the class.";
  info.figures = {{"code_recovered", "Choice recovered", "", Better::higher, "from pictures made with it"},
                  {"code_is_class", "Choice is the class", "", Better::higher,
                   "of real pictures, each choice standing for the class that it has most often"}};
  info.unfit = [](const ModelInfo& model, const Dataset& data) -> std::string {
    const bool chooses = std::any_of(model.settings.begin(), model.settings.end(),
                                     [](const SettingInfo& setting) { return setting.name == "categories"; });
    if (!chooses) return "its code holds no choice.";
    return needs_all(needs_encoder, needs_decoder)(model, data);
  };
  return {info, measure_choice};
}

}  // namespace zscope
