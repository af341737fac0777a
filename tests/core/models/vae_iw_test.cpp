#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("vae-iw: more draws for each picture give a higher bound, and one gives the ELBO") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200, 100);
  const RunSpec taught = small_run("vae-iw", *dataset, 2);
  Trainer trainer(taught, dataset);
  first_and_last(trainer, 100);
  const Checkpoint weights = trainer.checkpoint();
  torch::NoGradGuard no_grad;
  double before = -1e9;
  for (const std::string samples : {"1", "5", "50", "300"}) {
    CAPTURE(samples);
    Noise noise(torch::kCPU, 1);
    const auto model = small_model(small_run("vae-iw", *dataset, 1, {{"samples", samples}}), noise);
    ModelState(*model).load(weights);
    model->eval();
    const Batch batch = split_batch(dataset->test, dataset->shape, 0, 100, torch::kCPU);
    StepContext context{batch.images, batch.labels, {}, 100, 0, noise};
    const auto losses = model->test_losses(context);
    const double bound = -losses[0].second.item<double>() / 100;
    const double elbo = -(losses[1].second + losses[2].second).item<double>() / 100;
    if (samples == "1") CHECK(bound == doctest::Approx(elbo).epsilon(1e-5));
    CHECK(bound >= elbo - 1e-3);
    CHECK(bound > before);
    before = bound;
  }
}

TEST_CASE("vae-iw: with one draw its gradients are those of a VAE whose KL is measured at the sample") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Trainer weighted(small_run("vae-iw", *dataset, 1, {{"samples", "1"}}), dataset);
  Trainer plain(small_run("vae-fc", *dataset, 1, {{"kl", "monte-carlo"}}), dataset);
  const torch::Tensor a = weighted.phase_gradients(0), b = plain.phase_gradients(0);
  CHECK((a - b).abs().max().item<double>() < 1e-4 * b.abs().max().item<double>());
}

TEST_CASE("vae-iw: every likelihood learns with several draws, on one replica as on two") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  for (const std::string likelihood : {"bernoulli", "mse", "gaussian", "gaussian-optimal", "gaussian-pixel"}) {
    CAPTURE(likelihood);
    const RunSpec spec = small_run("vae-iw", *dataset, 2, {{"likelihood", likelihood}});
    CHECK(replica_difference(spec, dataset) < 1e-4);
    Trainer trainer(spec, dataset);
    const auto [first, last] = first_and_last(trainer, 60);
    CHECK(last < first);
  }
}
