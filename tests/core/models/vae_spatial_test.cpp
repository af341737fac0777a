#include "base/error.h"
#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/objectives.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("vae-spatial: both forms learn, with the KL in closed form or at the sample, alike on one replica and two") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  for (const std::string covariance : {"cholesky", "diagonal"}) {
    for (const std::string kl : {"analytic", "monte-carlo"}) {
      CAPTURE(covariance);
      const RunSpec spec =
          small_run("vae-spatial", *dataset, 2, {{"covariance", covariance}, {"kl", kl}, {"maps", "3"}});
      CHECK(replica_difference(spec, dataset) < 1e-4);
      Trainer trainer(spec, dataset);
      const torch::Tensor gradients = trainer.phase_gradients(0);
      for (const std::string part : {"encoder_features", "encoder_head", "decoder_head", "decoder_pictures"}) {
        CHECK(largest_gradient(trainer, gradients, part) > 0);
      }
      const auto [first, last] = first_and_last(trainer, 100);
      CHECK(last < first);
    }
  }
}

TEST_CASE("vae-spatial: in the low-rank form the posterior it tells is the whole one, KL included") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  const RunSpec spec = small_run("vae-spatial", *dataset, 1, {{"covariance", "diagonal"}});
  Noise noise(torch::kCPU, 1);
  const auto model = small_model(spec, noise);
  model->eval();
  const torch::Tensor x = noise.uniform({6, 1, 12, 12});
  StepContext context{x, {}, {}, 6, 0, noise};
  double kl = 0;
  for (const auto& [name, value] : model->test_losses(context)) kl += name == "kl" ? value.item<double>() : 0;
  CHECK(gaussian_kl(model->encode(x, {})).sum().item<double>() == doctest::Approx(kl).epsilon(1e-4));
}

TEST_CASE("a layer of no units among several is refused with the setting's name") {
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Noise noise(torch::kCPU, 1);
  CHECK_THROWS_WITH_AS(small_model(small_run("vae-spatial", *dataset, 1, {{"hidden", "400,0"}}), noise),
                       "hidden=400,0: each of several layers must have at least one unit; 0 alone means none.", Misuse);
}

TEST_CASE("vae-spatial: more numbers than a code may have are refused by name") {
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Noise noise(torch::kCPU, 1);
  const RunSpec spec = small_run("vae-spatial", *dataset, 1, {{"maps", "100"}, {"side", "16"}});
  CHECK_THROWS_WITH_AS(small_model(spec, noise),
                       "maps=100, side=16: maps × side × side may be 512 at most, and these are 25600.", Misuse);
}
