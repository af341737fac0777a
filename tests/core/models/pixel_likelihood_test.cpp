#include "models/pixel_likelihood.h"

#include "base/error.h"
#include "core/finite_differences.h"
#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

namespace {

/// A likelihood of pictures of 1 × 2 × 2, and what it needs.
struct Bench {
  explicit Bench(const std::string& name)
      : likelihood(owner, {{1, 2, 2}, 0, {{"likelihood", name}, {"binarize", "none"}}, noise, alone}) {
    owner.to(torch::kFloat64);
  }
  torch::nn::Module owner;
  Noise noise{torch::kCPU, 1};
  Collective alone;
  PixelLikelihood likelihood;
};

torch::Tensor pictures() { return doubles({0.1, 0.9, 0.4, 0.6, 0.3, 0.2, 0.8, 0.7}).view({2, 1, 2, 2}); }
torch::Tensor outputs(std::int64_t channels) {
  Noise noise(torch::kCPU, 4);
  return noise.normal({2, channels, 2, 2}).to(torch::kFloat64);
}

}  // namespace

TEST_CASE("the best sigma for a batch is the root of its mean squared error, and no other sigma gives a lower loss") {
  Bench best("gaussian-optimal");
  const torch::Tensor x = pictures(), output = outputs(1);
  const double error = torch::mse_loss(output.sigmoid(), x).item<double>();
  const double loss = best.likelihood.loss(output, x).item<double>();
  // At the optimum ½ Σ((x − μ)/σ)² is half the number of pixels.
  CHECK(loss == doctest::Approx(8 * (0.5 + 0.5 * std::log(error) + 0.5 * std::log(2 * std::numbers::pi))));
  for (const double log_sigma : {-3.0, -1.0, -0.9, 0.0}) {
    CHECK(gaussian_loss(output.sigmoid(), doubles({log_sigma}), x).item<double>() > loss);
  }
  // Its gradient is the whole one although sigma counts as constant: at the optimum it does not matter.
  const auto whole = [&](const torch::Tensor& l) { return 4 * torch::mse_loss(l.sigmoid(), x).log(); };
  torch::Tensor one = output.clone().requires_grad_(true), other = output.clone().requires_grad_(true);
  best.likelihood.loss(one, x).backward();
  whole(other).backward();
  CHECK((one.grad() - other.grad()).abs().max().item<double>() < 1e-9 * other.grad().abs().max().item<double>());
}

TEST_CASE("test pictures are judged by the sigma that training arrived at, not by their own") {
  Bench bench("gaussian-optimal");
  const torch::Tensor x = pictures(), output = outputs(1);
  for (int i = 0; i < 200; ++i) bench.likelihood.loss(output, x);
  const double trained = bench.likelihood.loss(output, x).item<double>();
  bench.owner.eval();
  CHECK(bench.likelihood.loss(output, x).item<double>() == doctest::Approx(trained).epsilon(1e-4));
  const torch::Tensor first = x.narrow(0, 0, 1), first_output = output.narrow(0, 0, 1);
  const double both = bench.likelihood.loss(first_output, first).item<double>() +
                      bench.likelihood.loss(output.narrow(0, 1, 1), x.narrow(0, 1, 1)).item<double>();
  CHECK(both == doctest::Approx(trained).epsilon(1e-4));
}

TEST_CASE("a sigma for each pixel comes from the decoder's second half, the picture from its first") {
  Bench bench("gaussian-pixel");
  CHECK(bench.likelihood.decoder_channels() == 2);
  const torch::Tensor x = pictures(), output = outputs(2);
  double expected = 0;
  for (int i = 0; i < 2; ++i) {
    for (int p = 0; p < 4; ++p) {
      const double mean = output[i][0].view(-1)[p].sigmoid().item<double>();
      const double sigma = std::exp(bounded_log_sigma(output[i][1].view(-1)[p]).item<double>());
      const double distance = (x[i].view(-1)[p].item<double>() - mean) / sigma;
      expected += 0.5 * distance * distance + std::log(sigma) + 0.5 * std::log(2 * std::numbers::pi);
    }
  }
  CHECK(bench.likelihood.loss(output, x).item<double>() == doctest::Approx(expected));
  CHECK(torch::equal(bench.likelihood.picture(output), output.narrow(1, 0, 1).sigmoid()));
  CHECK(gradient_error([&](const torch::Tensor& o) { return bench.likelihood.loss(o, x); }, output) < 1e-7);
}

TEST_CASE("every likelihood learns, and gives the same gradients on one replica and on two") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  for (const std::string model : {"vae-fc", "vae-conv"}) {
    for (const std::string likelihood : {"bernoulli", "mse", "gaussian", "gaussian-optimal", "gaussian-pixel"}) {
      CAPTURE(likelihood);
      const RunSpec spec = small_run(model, *dataset, 2, {{"likelihood", likelihood}});
      CHECK(replica_difference(spec, dataset) < 1e-4);
      Trainer trainer(spec, dataset);
      const auto [first, last] = first_and_last(trainer, 60);
      CHECK(last < first);
    }
  }
}
