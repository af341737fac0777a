#include "metrics/torch_evaluation.h"

#include "base/error.h"
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

Evaluation report(const Sums& sums, const Model& model, const ModelInfo& info, double count, double pixels) {
  Evaluation out;
  const auto loss = [&](const char* name) { return sums.losses.at(name) / count; };
  if (info.capabilities.density) {
    out.values.emplace_back("elbo", -(loss("reconstruction") + model.left_out_constant() + loss("kl")));
    out.values.emplace_back("reconstruction", loss("reconstruction"));
    out.values.emplace_back("kl", loss("kl"));
  } else {
    for (const auto& [name, sum] : sums.losses) out.values.emplace_back(name, sum / count);
  }
  if (info.capabilities.encode) {
    const torch::Tensor kl = sums.kl / count;
    const torch::Tensor variance = sums.mean_square / count - (sums.mean / count).square();
    out.values.emplace_back("active_units", variance.gt(kActiveVariance).sum().item<double>());
    out.values.emplace_back("mse", sums.squared_error / (count * pixels));
    const torch::Tensor here = kl.cpu().contiguous();
    out.kl_per_dimension.assign(here.data_ptr<double>(), here.data_ptr<double>() + here.numel());
  }
  return out;
}

}  // namespace

Evaluation evaluate_model(Model& model, const ModelInfo& info, const Dataset& dataset, bool test, std::uint64_t seed,
                          torch::Device device, Progress& progress) {
  const Split& split = test ? dataset.test : dataset.train;
  if (split.count < 1)
    fail("The data set {} has no {} pictures to evaluate on.", dataset.name, test ? "test" : "training");
  torch::NoGradGuard no_grad;
  model.eval();
  Noise noise(device, seed);
  Sums sums;
  const ImageShape& shape = dataset.shape;
  for (std::int64_t first = 0; first < split.count; first += kChunk) {
    progress.throw_if_cancelled();
    progress.report(static_cast<double>(first) / static_cast<double>(split.count), "evaluating");
    const std::int64_t count = std::min(kChunk, split.count - first);
    const Batch batch = split_batch(split, shape, first, count, device);
    StepContext context{batch.images, batch.labels, {}, count, 0, noise, dataset.train.count};
    for (const auto& [name, value] : model.test_losses(context)) sums.losses[name] += value.item<double>();
    if (info.capabilities.encode) add_encodings(sums, model, context);
  }
  progress.report(1, "evaluated");
  return report(sums, model, info, static_cast<double>(split.count), static_cast<double>(shape.size()));
}

}  // namespace zscope
