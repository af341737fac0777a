#include "metrics/reconstruction_metrics.h"

#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/pictures.h"
#include "models/vae_objectives.h"

#include <algorithm>

namespace zscope {
namespace {

/// The odd window that fits.
torch::Tensor gaussian_window(std::int64_t side, const torch::TensorOptions& options) {
  std::int64_t size = std::min<std::int64_t>(11, side);
  if (size % 2 == 0) --size;
  const torch::Tensor place = torch::arange(size, options) - static_cast<double>(size / 2);
  const torch::Tensor weights = (-place.square() / (2 * 1.5 * 1.5)).exp();
  return weights / weights.sum();
}

void measure_similarity(MetricContext& context, MetricResult& out) {
  Model& model = context.model();
  const bool told = context.info().capabilities.takes_labels;
  const auto of = [&](const torch::Tensor& images, const torch::Tensor& labels) {
    const torch::Tensor x = model.input(images), classes = told ? labels : torch::Tensor();
    const torch::Tensor again = model.decode(model.encode(x, classes).mean, classes);
    return structural_similarity(again.to(torch::kFloat64), x.to(torch::kFloat64));
  };
  const torch::Tensor each = over_pictures(context, context.pictures(context.request().test), "making again", of);
  out.values = {{"ssim", each.mean().item<double>()}};
}

void measure_importance_weighted(MetricContext& context, MetricResult& out) {
  constexpr std::int64_t kAtOnce = 20;
  const long draws = context.integer("iw_samples");
  const std::int64_t pictures = std::min<std::int64_t>(context.integer("iw_pictures"), context.split().count);
  double sum = 0, elbo = 0;
  for (std::int64_t first = 0; first < pictures; first += kAtOnce) {
    context.report(static_cast<double>(first) / static_cast<double>(pictures), "drawing from posteriors");
    const Batch batch = split_batch(context.split(), context.dataset().shape, first,
                                    std::min(kAtOnce, pictures - first), context.device());
    // Pixels that are drawn are drawn first: the same pictures are judged however many draws there are, of any model.
    Noise noise = context.noise(fmt::format("importance weights {}", first));
    const torch::Tensor weights =
        context.model().log_weights(batch.images, batch.labels, draws, noise).to(torch::kFloat64);
    sum += importance_weighted_bound(weights).sum().item<double>();
    elbo += weights.mean(1).sum().item<double>();
  }
  out.values = {{"iw_bound", sum / static_cast<double>(pictures)},
                {"iw_gain", (sum - elbo) / static_cast<double>(pictures)}};
}

/// The squared error per pixel of pictures made again from these codes of the split that is judged, [n, latent_dim].
double error_from(MetricContext& context, const torch::Tensor& codes) {
  constexpr std::int64_t kChunk = 500;
  const std::int64_t count = context.split().count;
  double sum = 0;
  for (std::int64_t first = 0; first < count; first += kChunk) {
    context.report(static_cast<double>(first) / static_cast<double>(count), "making again");
    const std::int64_t some = std::min(kChunk, count - first);
    const Batch batch = split_batch(context.split(), context.dataset().shape, first, some, context.device());
    const torch::Tensor labels = context.info().capabilities.takes_labels ? batch.labels : torch::Tensor();
    const torch::Tensor again = context.model().decode(codes.narrow(0, first, some).to(context.device()), labels);
    sum += torch::mse_loss(again, context.model().input(batch.images), at::Reduction::Sum).item<double>();
  }
  return sum / static_cast<double>(count * context.dataset().shape.size());
}

void measure_gain(MetricContext& context, MetricResult& out) {
  const bool test = context.request().test;
  const double untrained = error_from(context, context.untrained_encodings(test)),
               trained = error_from(context, context.encodings(test));
  out.values = {{"reconstruction_gain", 1 - trained / untrained}, {"mse_untrained", untrained}};
}

}  // namespace

torch::Tensor structural_similarity(const torch::Tensor& a, const torch::Tensor& b) {
  constexpr double kC1 = 0.01 * 0.01, kC2 = 0.03 * 0.03;
  const std::int64_t height = a.size(2), width = a.size(3);
  const auto blurred = [&](const torch::Tensor& x) {
    const torch::Tensor flat = x.reshape({-1, 1, height, width});
    const torch::Tensor down = gaussian_window(height, x.options()), across = gaussian_window(width, x.options());
    return torch::conv2d(torch::conv2d(flat, down.view({1, 1, -1, 1})), across.view({1, 1, 1, -1}));
  };
  const torch::Tensor mean_a = blurred(a), mean_b = blurred(b);
  const torch::Tensor var_a = blurred(a * a) - mean_a * mean_a, var_b = blurred(b * b) - mean_b * mean_b;
  const torch::Tensor both = blurred(a * b) - mean_a * mean_b;
  const torch::Tensor map = (2 * mean_a * mean_b + kC1) * (2 * both + kC2) /
                            ((mean_a * mean_a + mean_b * mean_b + kC1) * (var_a + var_b + kC2));
  return map.view({a.size(0), -1}).mean(1);
}

Metric similarity() {
  MetricInfo info;
  info.name = "ssim";
  info.title = "Structural similarity";
  info.summary =
      "How alike pictures and what is made of their codes are in brightness, contrast and structure of small "
      "places: 1 is the same.";
  info.figures = {{"ssim", "SSIM", "", Better::higher, "of pictures made again from the means of their codes"}};
  info.unfit = needs_all(needs_pictures, needs_encoder, needs_decoder);
  return {info, measure_similarity};
}

/// Whether an encoder that no error of pixels taught, as BiGAN's, says what is in a picture.
Metric reconstruction_gain() {
  MetricInfo info;
  info.name = "gain";
  info.title = "Beside an untrained encoder";
  info.summary = "How much smaller the pixels' error is than from the codes of an encoder before training.";
  info.figures = {{"reconstruction_gain", "Error gone", "", Better::higher,
                   "share of the error that codes of an encoder before training lead to"},
                  {"mse_untrained", "Squared error, untrained", "per pixel", Better::neither,
                   "of pictures made from the codes of an encoder before training"}};
  info.unfit = needs_all(needs_pictures, needs_encoder, needs_decoder);
  return {info, measure_gain};
}

/// Burda, Grosse & Salakhutdinov 2016. The gain over the ELBO is from the same draws, so that it is never negative.
Metric importance_weighted() {
  MetricInfo info;
  info.name = "iw";
  info.title = "IWAE bound";
  info.summary =
      "The log-likelihood, bounded closer than the ELBO does, from many draws of each picture's posterior; "
      "the more draws, the closer.";
  info.figures = {{"iw_bound", "IW bound", "nats per picture", Better::higher, "of the log-likelihood, from below"},
                  {"iw_gain", "Gain over the ELBO", "nats per picture", Better::neither, "what one draw misses"}};
  info.settings = {setting::integer("iw_samples", "Draws for each picture.", "50", 1, 100000),
                   setting::integer("iw_pictures", "How many pictures are looked at.", "1000", 1, 1000000)};
  info.unfit = needs_density;
  return {info, measure_importance_weighted};
}

}  // namespace zscope
