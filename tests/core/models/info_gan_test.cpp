#include "core/small_run.h"
#include "core/toy_pictures.h"

#include "base/error.h"
#include "models/category_code.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("the code can be read back from the picture it made, and costs both players what it is illegible by") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  const RunSpec spec = small_run("info-gan", *dataset, 2,
                                 {{"latent_dim", "16"},
                                  {"categories", "10"},
                                  {"continuous", "2"},
                                  {"channels", "16,16"},
                                  {"batch_size", "40"},
                                  {"learning_rate", "0.002"}});
  Trainer trainer(spec, dataset);
  const NamedValues first = trainer.step();
  NamedValues last;
  for (int i = 0; i < 300; ++i) last = trainer.step();
  CHECK(loss_of(first, "category") > 1.5);  // log 10 is knowing nothing
  CHECK(loss_of(last, "category") < 0.7);
  torch::NoGradGuard no_grad;
  const auto model = trained_model(trainer, spec);
  const torch::Tensor z = Noise(torch::kCPU, 2).normal({200, 16});
  const Posterior read = model->encode(model->decode(z, {}), {});
  const auto category = [](const torch::Tensor& at) { return at.narrow(1, 4, 10).argmax(1); };
  CHECK(category(read.mean).eq(category(z)).to(torch::kFloat32).mean().item<double>() > 0.9);
  // The noise cannot be read: there the posterior is the prior.
  CHECK(read.mean.narrow(1, 0, 4).abs().max().item<double>() == 0);
  CHECK(read.log_variance.narrow(1, 0, 4).abs().max().item<double>() == 0);
}

TEST_CASE("only the largest of the category's numbers counts for the picture") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16});
  const RunSpec spec =
      small_run("info-gan", *dataset, 1, {{"latent_dim", "14"}, {"categories", "10"}, {"continuous", "2"}});
  Trainer trainer(spec, dataset);
  torch::NoGradGuard no_grad;
  const auto model = trained_model(trainer, spec);
  const torch::Tensor z = torch::zeros({3, 14});
  z[0][5] = 1;
  z[1][5] = 2.5;
  z[2][6] = 1;
  const torch::Tensor pictures = model->decode(z, {});
  CHECK(torch::equal(pictures[0], pictures[1]));
  CHECK_FALSE(torch::equal(pictures[0], pictures[2]));
}

TEST_CASE("a latent space too small for the code is refused with the setting's name") {
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  CHECK_THROWS_WITH_AS(
      Trainer(small_run("info-gan", *dataset, 1, {{"latent_dim", "11"}, {"categories", "10"}, {"continuous", "2"}}),
              dataset),
      doctest::Contains("latent_dim: must be at least 12"), Misuse);
}
