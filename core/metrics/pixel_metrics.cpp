// Samples beside pictures of the data as points of pixels.

#include "metrics/pixel_metrics.h"

#include "metrics/metric.h"
#include "metrics/metric_context.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zscope {
namespace {

constexpr std::int64_t kHeldOut = 1000;   ///< training pictures that choose σ
constexpr std::int64_t kLookedUp = 1000;  ///< samples whose nearest training picture is looked for
constexpr double kRare = 0.01;            ///< a sample is a copy when so few real pictures lie as near

void measure_parzen(MetricContext& context, MetricResult& out) {
  const PictureSet &made = context.samples(), judged = context.pictures(context.request().test),
                   train = context.pictures(false);
  const torch::Tensor centres = made.pixels(0, made.count());
  const std::int64_t held = std::min(kHeldOut, train.count());
  const auto part = [&](double from, double to) {
    return [&context, from, to](double fraction) { context.report(from + (to - from) * fraction, "Parzen windows"); };
  };
  const double sigma = parzen_sigma(centres, train.pixels(train.count() - held, held), part(0, 0.2));
  const torch::Tensor each =
      parzen_log_likelihoods(centres, judged.pixels(0, judged.count()), {sigma}, part(0.2, 1)).select(0, 0);
  out.values = {{"parzen", each.mean().item<double>()},
                {"parzen_error", each.std().item<double>() / std::sqrt(static_cast<double>(each.size(0)))},
                {"parzen_sigma", sigma}};
}

void measure_memory(MetricContext& context, MetricResult& out) {
  const PictureSet &made = context.samples(), train = context.pictures(false), test = context.pictures(true);
  const torch::Tensor known = train.pixels(0, train.count());
  const auto nearest = [&](const PictureSet& pictures, double from) {
    const BlockReport report = [&](double fraction) {
      context.report(from + fraction / 2, "looking for the nearest training pictures");
    };
    const std::int64_t count = std::min(kLookedUp, pictures.count());
    // Per pixel, as a root mean square.
    return (nearest_distances(pictures.pixels(0, count), known, 1, report).to(torch::kFloat64) /
            static_cast<double>(known.size(1)))
        .sqrt();
  };
  const torch::Tensor samples = nearest(made, 0), real = nearest(test, 0.5);
  const auto rank = std::max<std::int64_t>(1, std::llround(kRare * static_cast<double>(real.size(0))));
  const torch::Tensor near = std::get<0>(real.kthvalue(rank));
  out.values = {{"nearest_training", samples.mean().item<double>()},
                {"nearest_training_real", real.mean().item<double>()},
                {"copies", samples.lt(near).to(torch::kFloat64).mean().item<double>()}};
}

}  // namespace

torch::Tensor parzen_log_likelihoods(const torch::Tensor& centres, const torch::Tensor& x,
                                     const std::vector<double>& sigmas, const BlockReport& report) {
  torch::Tensor out = torch::empty({static_cast<std::int64_t>(sigmas.size()), x.size(0)}, torch::kFloat64);
  const auto dimensions = static_cast<double>(x.size(1)), count = static_cast<double>(centres.size(0));
  for_distance_blocks(x, centres, report, [&](std::int64_t first, const torch::Tensor& distances) {
    for (std::size_t s = 0; s < sigmas.size(); ++s) {
      const double variance = sigmas[s] * sigmas[s];
      const torch::Tensor sums = torch::logsumexp(distances * (-0.5 / variance), 1).to(torch::kFloat64);
      out[static_cast<std::int64_t>(s)]
          .narrow(0, first, distances.size(0))
          .copy_(sums - std::log(count) - 0.5 * dimensions * std::log(2 * std::numbers::pi * variance));
    }
  });
  return out;
}

double parzen_sigma(const torch::Tensor& centres, const torch::Tensor& held_out, const BlockReport& report) {
  std::vector<double> sigmas;
  for (int i = 0; i <= 40; ++i) sigmas.push_back(0.02 * std::pow(50.0, i / 40.0));  // 0.02 to 1
  const torch::Tensor means = parzen_log_likelihoods(centres, held_out, sigmas, report).mean(1);
  return sigmas[static_cast<std::size_t>(means.argmax().item<std::int64_t>())];
}

/// Breuleux, Bengio & Vincent 2011; as Goodfellow et al. 2014 and Makhzani et al. 2016 report it.
Metric parzen() {
  MetricInfo info;
  info.name = "parzen";
  info.title = "Parzen windows";
  info.summary =
      "The log-likelihood of pictures when each sample stands for a bell of pixels around it: a rough figure, "
      "which older papers give for adversarial models.";
  info.figures = {{"parzen", "Parzen log-likelihood", "nats per picture", Better::higher, ""},
                  {"parzen_error", "Standard error", "nats per picture", Better::neither, "over pictures"},
                  {"parzen_sigma", "Width of the bells", "", Better::neither, "chosen on held-out training pictures"}};
  info.settings = {samples_setting()};
  info.unfit = needs_all(needs_pictures, needs_decoder);
  return {info, measure_parzen};
}

Metric memory() {
  MetricInfo info;
  info.name = "memory";
  info.title = "Nearest training picture";
  info.summary =
      "Whether samples are copies: how far they lie from the nearest training picture, beside test pictures.";
  info.figures = {{"nearest_training", "Distance of samples", "per pixel", Better::neither,
                   "to the nearest training picture, mean"},
                  {"nearest_training_real", "Distance of test pictures", "per pixel", Better::neither, "likewise"},
                  {"copies", "Copies", "", Better::lower,
                   "samples that lie nearer to a training picture than 99 in 100 test pictures do"}};
  info.settings = {samples_setting()};
  info.unfit = needs_all(needs_pictures, needs_decoder);
  return {info, measure_memory};
}

}  // namespace zscope
