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

TEST_CASE(
    "what the code is illegible by is weighed by λ and added to either player's loss, and moves that player alone") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const RunSpec spec = small_run("info-gan", *dataset, 1);
  const Trainer names(spec, dataset);
  const torch::Tensor judging = weighted_part(spec, dataset, "discriminator", "information"),
                      painting = weighted_part(spec, dataset, "generator", "information");
  CHECK(largest_gradient(names, judging, "discriminator.", "weight") > 0);
  CHECK(largest_gradient(names, judging, "generator.") == 0);
  CHECK(largest_gradient(names, painting, "generator.", "weight") > 0);
  CHECK(largest_gradient(names, painting, "discriminator.") == 0);

  const auto paid = [&](const std::string& information) {
    return Trainer(small_run("info-gan", *dataset, 1, {{"information", information}}), dataset).step();
  };
  const NamedValues twice = paid("2"), once = paid("1");
  const double none = loss_of(paid("0"), "discriminator"), added = loss_of(once, "discriminator") - none;
  CHECK(loss_of(twice, "discriminator") - none == doctest::Approx(2 * added).epsilon(1e-4));
  // The parts that are recorded are those of the generator's phase, a step of the discriminator later.
  CHECK(added == doctest::Approx(loss_of(once, "category") + 0.1 * loss_of(once, "continuous")).epsilon(0.05));
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
