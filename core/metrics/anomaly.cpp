#include "base/auroc.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/pictures.h"

#include <algorithm>

namespace zscope {
namespace {

using torch::Tensor;

constexpr std::int64_t kChunk = 250;

/// Told how far a batch has come.
using Told = std::function<void(double)>;

/// −ELBO in nats: [n].
Tensor negative_elbo(MetricContext& context, const Batch& batch, const Told&) {
  constexpr std::int64_t kDraws = 5;
  Noise noise = context.noise("anomaly");
  return -context.model().log_weights(batch.images, {}, kDraws, noise).mean(1);
}

/// What a picture and what the model makes of it differ by: in pixels, and in what the discriminator sees, in the
/// proportion of Zenati et al. 2018; of autoencoders without a discriminator the pixels alone. [n]
Tensor difference(Model& model, const Tensor& images, const Tensor& made, const Tensor& codes) {
  constexpr double kPixels = 0.9;
  const Tensor pixels = (images - made).abs().flatten(1).sum(1);
  const Tensor seen = model.discriminator_features(images, codes);
  if (!seen.defined()) return pixels;
  return kPixels * pixels + (1 - kPixels) * (seen - model.discriminator_features(made, codes)).abs().flatten(1).sum(1);
}

Tensor reconstruction_score(MetricContext& context, const Batch& batch, const Told&) {
  Model& model = context.model();
  const Tensor images = model.input(batch.images);
  const Tensor codes = model.encode(images, {}).mean;
  return difference(model, images, model.decode(codes, {}), codes);
}

/// Whether an encoder says nothing of some of the code, so that what it says makes another picture.
bool leaves_noise(const MetricContext& context) {
  const auto blocks =
      latent_blocks_of(context.info(), context.spec().settings, context.dataset().shape, context.spec().classes);
  return std::any_of(blocks.begin(), blocks.end(),
                     [](const LatentBlock& block) { return block.kind == LatentBlock::Kind::noise; });
}

/// Without an encoder of all the code: the point of the latent space whose picture is closest is searched for by
/// gradient descent from the middle, or from where the encoder sees it (AnoGAN: Schlegl et al. 2017).
Tensor search_score(MetricContext& context, const Batch& batch, const Told& told) {
  constexpr double kRate = 0.1;
  Model& model = context.model();
  Tensor z = context.info().capabilities.encode
                 ? model.encode(model.input(batch.images), {}).mean
                 : torch::zeros({batch.images.size(0), model.latent_dim()}, batch.images.options());
  Tensor mean = torch::zeros_like(z), square = torch::zeros_like(z);
  const long steps = context.integer("search_steps");
  for (long step = 1; step <= steps; ++step) {
    told(static_cast<double>(step) / static_cast<double>(steps));
    Tensor gradient;
    {
      torch::AutoGradMode with_gradients(true);
      const Tensor at = z.detach().requires_grad_();
      const Tensor score = difference(model, batch.images, model.decode(at, {}), at).sum();
      gradient = torch::autograd::grad({score}, {at})[0];
    }
    // Adam, by hand: nothing but z moves.
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient.square();
    const double correction = std::sqrt(1 - std::pow(0.999, step)) / (1 - std::pow(0.9, step));
    z = z - kRate * correction * mean / (square.sqrt() + 1e-8);
  }
  return difference(model, batch.images, model.decode(z, {}), z);
}

void measure_anomaly(MetricContext& context, MetricResult& out) {
  const Capabilities can = context.info().capabilities;
  const Split& split = context.split();
  const bool searches = !can.density && (!can.encode || leaves_noise(context));
  // A search costs hundreds of times as much as an encoder.
  const std::int64_t count = std::min(split.count, searches ? context.integer("search_pictures") : split.count);
  const auto score = can.density ? negative_elbo : searches ? search_score : reconstruction_score;
  const int strange = held_out_class(context.dataset());
  std::vector<double> scores, of_strange, of_others;
  for (std::int64_t first = 0; first < count; first += kChunk) {
    const std::int64_t n = std::min(kChunk, count - first);
    const auto told = [&](double share) {
      const double done = static_cast<double>(first) + share * static_cast<double>(n);
      context.report(done / static_cast<double>(count), "scoring pictures");
    };
    told(0);
    const Batch batch = split_batch(split, context.dataset().shape, first, n, context.device());
    const std::vector<double> found = doubles_of(score(context, batch, told));
    scores.insert(scores.end(), found.begin(), found.end());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const bool is_strange = split.labels[static_cast<std::size_t>(first) + i] == strange;
      (is_strange ? of_strange : of_others).push_back(found[i]);
    }
  }
  out.values.emplace_back("auroc", auroc(of_strange, of_others));
  out.notes.emplace_back("held_out", context.dataset().class_names[static_cast<std::size_t>(strange)]);
  out.notes.emplace_back("score", can.density ? "-ELBO"
                                  : searches  ? "distance to the closest picture found in the latent space"
                                              : "distance to the reconstruction");
  out.series.emplace_back("anomaly_scores", std::move(scores));
}

}  // namespace

int held_out_class(const Dataset& dataset) {
  int found = -1;
  for (int label = 0; label < static_cast<int>(dataset.class_names.size()); ++label) {
    const auto has = [&](const Split& split) {
      return std::find(split.labels.begin(), split.labels.end(), label) != split.labels.end();
    };
    if (has(dataset.train) || !has(dataset.test)) continue;
    if (found >= 0) return -1;
    found = label;
  }
  return found;
}

Metric anomaly() {
  MetricInfo info;
  info.name = "anomaly";
  info.title = "Anomaly";
  info.summary = "How well pictures of the class that was left out of training are told from the others.";
  info.figures = {
      {"auroc", "AUROC", "", Better::higher, "how often a picture of that class looks stranger than one of another"}};
  info.settings = {setting::integer("search_pictures", "How many test pictures models without an encoder look at.",
                                    "1000", 100, 100000),
                   setting::integer("search_steps", "Steps in which they search for each of them.", "100", 1, 10000)};
  info.unfit = [](const ModelInfo& model, const Dataset& data) -> std::string {
    if (held_out_class(data) < 0) return "no class was left out of its training (--without-class).";
    if (model.capabilities.takes_labels) return "the model is told the class.";
    return needs_decoder(model, data);
  };
  return {info, measure_anomaly};
}

}  // namespace zscope
