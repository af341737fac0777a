#include "base/error.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/objectives.h"
#include "models/pictures.h"

#include <algorithm>
#include <map>

namespace zscope {
namespace {

constexpr std::int64_t kChunk = 500;

/// What accumulates over chunks of images.
struct Sums {
  std::map<std::string, double> losses;
  double squared_error = 0;
  torch::Tensor kl, mean, mean_square;  ///< [latent_dim] double
};

void add_encodings(Sums& sums, Model& model, const StepContext& context) {
  const torch::Tensor x = model.input(context.images);
  const Posterior posterior = model.encode(x, context.labels);
  const torch::Tensor mean = posterior.mean.to(torch::kFloat64);
  const torch::Tensor kl = gaussian_kl({mean, posterior.log_variance.to(torch::kFloat64)}).sum(0);
  sums.kl = sums.kl.defined() ? sums.kl + kl : kl;
  sums.mean = sums.mean.defined() ? sums.mean + mean.sum(0) : mean.sum(0);
  sums.mean_square = sums.mean_square.defined() ? sums.mean_square + mean.square().sum(0) : mean.square().sum(0);
  const torch::Tensor output = model.decode(posterior.mean, context.labels);
  sums.squared_error += torch::mse_loss(output, x, at::Reduction::Sum).item<double>();
}

void report(MetricResult& out, const Sums& sums, const Model& model, const Capabilities& can, double count,
            double pixels, double unit) {
  const auto loss = [&](const char* name) { return sums.losses.at(name) / count; };
  if (can.density) {
    out.values.emplace_back("elbo", -(loss("reconstruction") + model.left_out_constant() + loss("kl")));
    out.values.emplace_back("reconstruction", loss("reconstruction"));
    out.values.emplace_back("kl", loss("kl"));
    for (const auto& [name, sum] : sums.losses) {  // what the model has beside: the KL of a block of the code
      if (name != "loss" && name != "reconstruction" && name != "kl") out.values.emplace_back(name, sum / count);
    }
  } else {
    // Nats of a density go by that name; the error of a model without one is in units of its own.
    for (const auto& [name, sum] : sums.losses) {
      out.values.emplace_back(name == "reconstruction" ? "reconstruction_loss" : name, sum / count);
    }
  }
  if (can.encode) {
    const torch::Tensor kl = sums.kl / count;
    const torch::Tensor variance = sums.mean_square / count - (sums.mean / count).square();
    out.values.emplace_back("active_units", variance.gt(kActiveVariance).sum().item<double>());
    out.values.emplace_back("mse", sums.squared_error * unit * unit / (count * pixels));
    // A code without a posterior of its own is a point, of which a KL would say how wide a point was taken to be.
    if (sums.losses.contains("kl")) out.series.emplace_back("kl_per_dimension", doubles_of(kl));
  }
}

void measure_basics(MetricContext& context, MetricResult& out) {
  Model& model = context.model();
  const Split& split = context.split();
  const ImageShape& shape = context.dataset().shape;
  if (split.count < 1) {
    fail("The data set {} has no {} pictures to evaluate on.", context.dataset().name,
         context.request().test ? "test" : "training");
  }
  Sums sums;
  for (std::int64_t first = 0; first < split.count; first += kChunk) {
    context.report(static_cast<double>(first) / static_cast<double>(split.count), "evaluating");
    const std::int64_t count = std::min(kChunk, split.count - first);
    const Batch batch = split_batch(split, shape, first, count, context.device());
    Noise noise = context.noise(fmt::format("basic figures {}", first));  // see importance_weighted()
    StepContext step{batch.images, batch.labels, {}, count, 0, noise, context.dataset().train.count};
    for (const auto& [name, value] : model.test_losses(step)) sums.losses[name] += value.item<double>();
    if (context.info().capabilities.encode) add_encodings(sums, model, step);
  }
  report(out, sums, model, context.info().capabilities, static_cast<double>(split.count),
         static_cast<double>(shape.size()), shape.unit());
}

}  // namespace

/// What is found by looking at each picture once: the ELBO and its parts (one sample of the posterior per image, β = 1)
/// or a model's own losses; where it encodes, from posterior means, squared error and active units.
Metric basic_figures() {
  MetricInfo info;
  info.name = "basic";
  info.title = "Losses on unseen data";
  info.summary =
      "What the model pays for pictures that it has not seen: how likely it finds them and what its code costs, or "
      "what its players pay, and how well it makes them again.";
  info.figures = {
      {"elbo", "ELBO", "nats per picture", Better::higher, "a bound from below of the log-likelihood"},
      {"reconstruction", "Reconstruction", "nats per picture", Better::lower, "what the code leaves open"},
      {"kl", "KL", "nats per picture", Better::neither, "what the code says"},
      {"active_units", "Active units", "", Better::neither, "latent dimensions that the picture changes"},
      {"mse", "Squared error", "per pixel", Better::lower, "of pictures made again from the means of their codes"},
      {"class_error", "Class error", "", Better::lower, "share of pictures whose class the encoder reads wrongly"},
  };
  return {info, measure_basics};
}

}  // namespace zscope
