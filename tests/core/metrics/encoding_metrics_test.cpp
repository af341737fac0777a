#include "core/metrics/silent.h"
#include "core/run_python.h"
#include "core/saved_array.h"
#include "core/small_run.h"
#include "core/temporary_folder.h"
#include "core/toy_pictures.h"
#include "metrics/disentanglement.h"
#include "metrics/linear_probe.h"
#include "metrics/pixel_metrics.h"
#include "metrics/reconstruction_metrics.h"
#include "models/pictures.h"
#include "models/vae_objectives.h"
#include "torch_backend.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

namespace {

torch::Tensor uniform(torch::IntArrayRef shape, std::uint64_t seed) {
  Noise noise(torch::kCPU, seed);
  return noise.uniform(shape).to(torch::kFloat64);
}

}  // namespace

TEST_CASE("importance weights: every model with a density has them, their bound rises with draws above the ELBO") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200, 60);
  for (const std::string name : {"vae-fc", "vae-cond", "vae-spatial", "vae-hybrid", "vae-iw"}) {
    CAPTURE(name);
    const RunSpec spec = small_run(name, *dataset, 1, {{"likelihood", "mse"}});
    Trainer trainer(spec, dataset);
    first_and_last(trainer, 60);
    const auto model = trained_model(trainer, spec);
    torch::NoGradGuard no_grad;
    const Batch batch = split_batch(dataset->test, dataset->shape, 0, 60, torch::kCPU);
    double before = -1e9;
    for (const std::int64_t draws : {1, 10, 200}) {
      Noise noise(torch::kCPU, 1);
      const torch::Tensor weights = model->log_weights(batch.images, batch.labels, draws, noise);
      CHECK(weights.sizes() == torch::IntArrayRef{60, draws});
      const double bound = importance_weighted_bound(weights).mean().item<double>();
      CHECK(bound >= weights.mean().item<double>() - 1e-6);  // Jensen's inequality, draw for draw
      // What vae-iw's few steps taught its posterior is less than chance; its own test has more.
      CHECK(bound > before - (name == "vae-iw" ? 0.2 : 0));
      before = bound;
      if (draws < 200) continue;
      // The mean weight is the ELBO, as the model's own losses have it.
      StepContext context{batch.images, batch.labels, {}, 60, 0, noise};
      double elbo = -60 * model->left_out_constant();
      for (const auto& [part, value] : model->test_losses(context)) {
        if (part == "reconstruction" || part == "kl") elbo -= value.item<double>();
      }
      CHECK(weights.mean().item<double>() == doctest::Approx(elbo / 60).epsilon(0.01));
    }
  }
}

TEST_CASE("structural similarity is 1 of a picture with itself, and what NumPy finds place by place") {
  const torch::Tensor a = uniform({3, 2, 15, 18}, 1), b = (0.7 * a + 0.3 * uniform({3, 2, 15, 18}, 2)).contiguous();
  CHECK(structural_similarity(a, a).sub(1).abs().max().item<double>() < 1e-9);
  const torch::Tensor found = structural_similarity(a, b);
  CHECK(found.max().item<double>() < 0.95);
  CHECK(structural_similarity(uniform({1, 1, 4, 4}, 1), uniform({1, 1, 4, 4}, 2)).size(0) == 1);
  const TemporaryFolder folder;
  run_python("core/metrics/ssim_numpy.py",
             {saved(folder, "a.npy", a), saved(folder, "b.npy", b), saved(folder, "found.npy", found)});
}

TEST_CASE(
    "training an encoder takes from the error of one that was not trained, before a step there is nothing to take") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200, 60);
  const RunSpec spec = small_run("vae-fc", *dataset, 1, {{"learning_rate", "0.005"}, {"beta", "0.1"}});
  const auto engine = backend->make_engine(spec, dataset);
  for (const int steps : {0, 200}) {
    for (int i = 0; i < steps; ++i) engine->step();
    const Checkpoint weights = engine->checkpoint();
    EvaluationRequest request;
    request.metrics = {"basic", "gain"};
    Progress progress;
    const Evaluation found = backend->evaluate(spec, *dataset, &weights, request, progress);
    const double gain = *found.value("reconstruction_gain"), untrained = *found.value("mse_untrained");
    CHECK(gain == doctest::Approx(1 - *found.value("mse") / untrained).epsilon(1e-4));
    // The untrained encoder is another draw of the same weights.
    CHECK((steps > 0 ? gain > 0.25 : std::abs(gain) < 0.05));
  }
}

TEST_CASE("the linear probe separates what a plane separates, and stands where its gradient is zero") {
  const torch::Tensor x = uniform({600, 3}, 3) * 4, labels = (x.select(1, 0) + x.select(1, 1)).gt(4).to(torch::kInt64);
  const LinearProbe probe = fit_linear_probe(x, labels, 2, kSilent);
  CHECK(probe.logits(x).argmax(1).eq(labels).to(torch::kFloat64).mean().item<double>() > 0.98);
  const torch::Tensor noisy = torch::where(uniform({600}, 4) < 0.2, 1 - labels, labels);
  const LinearProbe other = fit_linear_probe(x, noisy, 2, kSilent);
  const torch::Tensor inputs = other.standardised(x);
  torch::Tensor gradient =
      torch::matmul(inputs.t(), torch::matmul(inputs, other.weights).softmax(1) - torch::one_hot(noisy, 2)) / 600;
  gradient.narrow(0, 0, 3).add_(other.weights.narrow(0, 0, 3), kProbeDecay);
  CHECK(gradient.abs().max().item<double>() < 1e-4);
}

TEST_CASE("a code that is the factors, in another order and at another scale, is found to be so") {
  const torch::Tensor factors = uniform({5000, 3}, 5);
  const torch::Tensor codes = torch::stack(
      {-2 * factors.select(1, 2), 3 * factors.select(1, 0) + 1, factors.select(1, 1), uniform({5000}, 6)}, 1);
  const Information information = mutual_information(codes, factors, kSilent);
  // A factor and its own number share all that the bins tell: log 20.
  CHECK(information.mutual[1][0].item<double>() == doctest::Approx(std::log(20.0)).epsilon(0.02));
  CHECK(information.mutual[1][1].item<double>() < 0.05);
  CHECK(information_gaps(information).min().item<double>() > 0.95);
  CHECK(predictability_gaps(codes, factors).min().item<double>() > 0.99);
  const Disentanglement found = disentanglement(codes, factors, kSilent);
  CHECK(found.disentanglement > 0.95);
  CHECK(found.completeness > 0.95);
  CHECK(found.informativeness > 0.98);
  CHECK(std::abs(gaussian_total_correlation(codes)) < 0.01);
}

TEST_CASE("a code that has two numbers alike, or mixes factors, has no gap and is not disentangled") {
  const torch::Tensor factors = uniform({5000, 2}, 7), a = factors.select(1, 0), b = factors.select(1, 1);
  const torch::Tensor twice = torch::stack({a, -a, b, 2 * b}, 1);
  CHECK(information_gaps(mutual_information(twice, factors, kSilent)).abs().max().item<double>() < 0.05);
  CHECK(predictability_gaps(twice, factors).abs().max().item<double>() < 1e-9);
  const torch::Tensor mixed = torch::stack({a + b, a - b}, 1);
  const Disentanglement found = disentanglement(mixed, factors, kSilent);
  CHECK(found.disentanglement < 0.1);
  CHECK(found.completeness < 0.1);
  CHECK(found.informativeness > 0.98);
  // One of few values: as many bins as values. A coin tells log 2, and a code that copies it shares all of that.
  const torch::Tensor coin = a.gt(0.5).to(torch::kFloat64).unsqueeze(1);
  const Information information = mutual_information(torch::cat({coin * 7, b.unsqueeze(1)}, 1), coin, kSilent);
  CHECK(information.entropies[0].item<double>() == doctest::Approx(std::log(2.0)).epsilon(1e-3));
  CHECK(information_gaps(information)[0].item<double>() == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("a lasso of numbers that do not go together shrinks each coefficient by the penalty") {
  const torch::Tensor gram = torch::diag(torch::tensor({1.0, 2.0, 1.0}, torch::kFloat64));
  const torch::Tensor products = torch::tensor({{0.5}, {-0.6}, {0.05}}, torch::kFloat64);
  const torch::Tensor weights = lasso(gram, products, 0.1, kSilent);
  CHECK(weights[0][0].item<double>() == doctest::Approx(0.4));
  CHECK(weights[1][0].item<double>() == doctest::Approx(-0.25));
  CHECK(weights[2][0].item<double>() == 0);
}

TEST_CASE("the total correlation of two numbers with correlation r is −½ log(1 − r²)") {
  const torch::Tensor a = uniform({20000}, 8) - 0.5, b = uniform({20000}, 9) - 0.5;
  // The third is given up and carries a trace of the first, which counts for nothing.
  const torch::Tensor codes = torch::stack({5 * a, 0.6 * a + 0.8 * b, 0.01 * a}, 1);
  CHECK(gaussian_total_correlation(codes) == doctest::Approx(-0.5 * std::log(1 - 0.36)).epsilon(0.03));
}

TEST_CASE("Parzen windows: one centre is a Gaussian, two are their mean, and the width is found that made the data") {
  const torch::Tensor centre = torch::zeros({1, 4}, torch::kFloat64), x = torch::ones({1, 4}, torch::kFloat64);
  const double one = -0.5 * 4 / 0.25 - 2 * std::log(2 * std::numbers::pi * 0.25);
  CHECK(parzen_log_likelihoods(centre, x, {0.5}, kSilent)[0][0].item<double>() == doctest::Approx(one));
  const torch::Tensor two = torch::cat({centre, centre + 100});
  CHECK(parzen_log_likelihoods(two, x, {0.5}, kSilent)[0][0].item<double>() == doctest::Approx(one - std::log(2.0)));
  Noise noise(torch::kCPU, 1);
  const torch::Tensor data = noise.normal({400, 30}).to(torch::kFloat64) * 0.2;
  CHECK(parzen_sigma(torch::zeros({1, 30}, torch::kFloat64), data, kSilent) == doctest::Approx(0.2).epsilon(0.1));
}
