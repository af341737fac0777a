#include "core/small_run.h"
#include "core/toy_pictures.h"

#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("encoder and generator learn together, the discriminator alone") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16});
  for (const std::string network : {"dense", "convolutional"}) {
    for (const std::string objective : {"non-saturating", "wgan-gp"}) {
      CAPTURE(network);
      CAPTURE(objective);
      const RunSpec spec = small_run("bigan", *dataset, 1, {{"network", network}, {"objective", objective}});
      Trainer trainer(spec, dataset);
      const torch::Tensor judging = trainer.phase_gradients(phase_called("discriminator", spec)),
                          playing = trainer.phase_gradients(phase_called("generator", spec));
      for (const std::string player : {"encoder.", "generator."}) {
        CHECK(largest_gradient(trainer, judging, player) == 0);
        CHECK(largest_gradient(trainer, playing, player, "weight") > 0);
      }
      CHECK(largest_gradient(trainer, judging, "discriminator.pictures.") > 0);
      CHECK(largest_gradient(trainer, judging, "discriminator.points.") > 0);
      CHECK(largest_gradient(trainer, playing, "discriminator.") == 0);
    }
  }
}

TEST_CASE(
    "the discriminator learns to take pictures with their codes for real, and the players to be taken for the other") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16}, 400, 100);
  const auto scores = [&](const Settings& rates) {
    Settings settings = rates;
    settings.insert({{"batch_size", "40"}, {"learning_rate", "0.002"}, {"dropout", "0"}});
    Trainer trainer(small_run("bigan", *dataset, 1, settings), dataset);
    Progress progress;
    const NamedValues before = trainer.evaluate(progress);
    for (int i = 0; i < 60; ++i) trainer.step();
    const NamedValues after = trainer.evaluate(progress);
    return std::pair{loss_of(after, "real_score") - loss_of(before, "real_score"),
                     loss_of(after, "fake_score") - loss_of(before, "fake_score")};
  };
  const auto [real, fake] = scores({{"generator_rate", "0.001"}});
  CHECK(real > fake + 0.3);
  const auto [fooled_real, fooled_fake] = scores({{"discriminator_rate", "0.001"}});
  CHECK(fooled_real < fooled_fake - 0.02);
}

TEST_CASE("a BiGAN learns a way back: pictures come out of their own points more and more as they were") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 4000, 100);
  const RunSpec spec =
      small_run("bigan", *dataset, 2,
                {{"hidden", "128,128"}, {"batch_size", "40"}, {"learning_rate", "0.001"}, {"dropout", "0.2"}});
  Trainer trainer(spec, dataset);
  Progress progress;
  const double before = loss_of(trainer.evaluate(progress), "squared_error");
  for (int i = 0; i < 1000; ++i) trainer.step();
  CHECK(trainer.finite());
  CHECK(loss_of(trainer.evaluate(progress), "squared_error") < before / 2.5);
  // What an encoder says of a picture does not depend on what lies beside it.
  torch::NoGradGuard no_grad;
  const auto model = trained_model(trainer, spec);
  const torch::Tensor pictures = all_pictures(*dataset);
  const torch::Tensor alone = model->encode(pictures.narrow(0, 0, 1), {}).mean,
                      together = model->encode(pictures.narrow(0, 0, 9), {}).mean;
  CHECK((alone - together.narrow(0, 0, 1)).abs().max().item<double>() < 1e-4);
}
