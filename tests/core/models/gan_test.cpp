#include "core/small_run.h"
#include "core/toy_pictures.h"

#include "base/error.h"
#include "models/pictures.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

/// Every way to play the game, for both models that bring nothing else.
const std::vector<Settings> kGames = {
    {},
    {{"objective", "least-squares"}, {"label_smoothing", "0.1"}},
    {{"objective", "hinge"}, {"discriminator_norm", "spectral"}},
    {{"objective", "wgan-gp"}, {"critic_steps", "3"}, {"beta1", "0"}, {"beta2", "0.9"}},
    {{"r1", "5"}, {"average", "0.9"}},
    {{"label_noise", "0.1"}, {"dropout", "0.3"}, {"discriminator_rate", "0.5"}},
};

bool is_discriminator(const std::string& name) { return name.starts_with("discriminator."); }

}  // namespace

TEST_CASE("each player's gradients are its own, and one replica and two agree, in every game a GAN may play") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16});
  for (const std::string model : {"gan", "dcgan"}) {
    for (Settings game : kGames) {
      if (model == "gan") game["discriminator"] = "convolutional";
      CAPTURE(model);
      CAPTURE(game);
      const RunSpec spec = small_run(model, *dataset, 1, game), pair = small_run(model, *dataset, 2, game);
      Trainer one(spec, dataset), two(pair, dataset);
      one.share_noise();
      two.share_noise();
      for (const std::string phase : {"discriminator", "generator"}) {
        CAPTURE(phase);
        const torch::Tensor a = one.phase_gradients(phase_called(phase, spec)),
                            b = two.phase_gradients(phase_called(phase, spec));
        CHECK((a - b).abs().max().item<double>() < 1e-4 * std::max(1.0, a.abs().max().item<double>()));
        for (const Arena::Entry& entry : one.state().parameters().entries()) {
          CAPTURE(entry.name);
          const double largest = Arena::view(a, entry).abs().max().item<double>();
          if (is_discriminator(entry.name) != (phase == "discriminator")) CHECK(largest == 0);
          if (is_discriminator(entry.name) == (phase == "discriminator") && entry.name.ends_with("weight"))
            CHECK(largest > 0);
        }
      }
      const Checkpoint first = one.checkpoint(), second = two.checkpoint();
      for (const NamedTensor& tensor : first.tensors) {
        if (!tensor.name.starts_with("buffer/")) continue;
        CAPTURE(tensor.name);
        CHECK((from_named(tensor) - from_named(*second.find(tensor.name))).abs().max().item<double>() < 1e-4);
      }
    }
  }
}

TEST_CASE("a GAN learns to paint what it is shown, by every objective") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200, 100);
  const torch::Tensor mean_picture = all_pictures(*dataset).mean(0);
  for (const std::string objective : {"non-saturating", "least-squares", "hinge", "wgan-gp"}) {
    CAPTURE(objective);
    const RunSpec spec = small_run("gan", *dataset, 2,
                                   {{"objective", objective},
                                    {"dropout", "0"},
                                    {"batch_size", "50"},
                                    {"learning_rate", "0.002"},
                                    {"critic_steps", objective == "wgan-gp" ? "3" : "1"},
                                    {"average", "0.9"}});
    Trainer trainer(spec, dataset);
    const auto distance = [&] {
      torch::NoGradGuard no_grad;
      const torch::Tensor pictures = trained_model(trainer, spec)->decode(Noise(torch::kCPU, 2).normal({200, 5}), {});
      return (pictures.mean(0) - mean_picture).square().mean().item<double>();
    };
    const double before = distance();
    for (int i = 0; i < 250; ++i) trainer.step();
    CHECK(trainer.finite());
    CHECK(distance() < before / 3);
  }
}

TEST_CASE("pictures come from the generator's moving average where there is one, and from the generator where not") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  const auto decoded = [&](const std::string& average) {
    const RunSpec spec = small_run("dcgan", *dataset, 2, {{"average", average}});
    Trainer trainer(spec, dataset);
    for (int i = 0; i < 20; ++i) trainer.step();
    torch::NoGradGuard no_grad;
    return trained_model(trainer, spec)->decode(Noise(torch::kCPU, 2).normal({4, 5}), {});
  };
  CHECK_FALSE(torch::allclose(decoded("0.9"), decoded("0")));
}

TEST_CASE("a GAN says how real a picture looks, and a VAE that it cannot") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200, 100);
  const auto made = [&](const std::string& name) {
    const RunSpec spec = small_run(name, *dataset, 1);
    Trainer trainer(spec, dataset);
    return trained_model(trainer, spec);
  };
  CHECK(find_model_entry("gan").info.capabilities.discriminate);
  CHECK(made("gan")->discriminate(torch::rand({3, 1, 12, 12}), {}).sizes() == torch::IntArrayRef({3}));
  CHECK_THROWS_WITH_AS(made("vae-fc")->discriminate(torch::rand({3, 1, 12, 12}), {}),
                       doctest::Contains("no discriminator"), Error);
}

TEST_CASE("a model that is contested tells what its discriminator says of both sorts, and no other model does") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200, 100);
  int contested = 0;
  for (const ModelEntry& entry : model_registry()) {
    CAPTURE(entry.info.name);
    const RunSpec spec = small_run(entry.info.name, *dataset, 1);
    Noise noise(torch::kCPU, 1);
    const auto model = small_model(spec, noise);
    model->eval();
    torch::NoGradGuard no_grad;
    const Batch batch = split_batch(dataset->test, dataset->shape, 0, 20, torch::kCPU);
    if (entry.info.contest.empty()) {
      CHECK_THROWS_WITH_AS(model->contest(batch, noise), doctest::Contains("no discriminator"), Error);
      continue;
    }
    ++contested;
    CHECK(entry.info.contest.size() == 2);
    const Contest contest = model->contest(batch, noise);
    CHECK(contest.real.sizes() == torch::IntArrayRef({20}));
    CHECK(contest.fake.sizes() == torch::IntArrayRef({20}));
    CHECK(contest.probabilities);
  }
  CHECK(contested >= 8);
  Noise noise(torch::kCPU, 1);
  const auto critic = small_model(small_run("gan", *dataset, 1, {{"objective", "wgan-gp"}}), noise);
  critic->eval();
  torch::NoGradGuard no_grad;
  CHECK_FALSE(critic->contest(split_batch(dataset->test, dataset->shape, 0, 5, torch::kCPU), noise).probabilities);
}

TEST_CASE("games that cannot be played are refused with the setting's name") {
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  CHECK_THROWS_WITH_AS(
      Trainer(small_run("gan", *dataset, 1, {{"objective", "hinge"}, {"label_smoothing", "0.1"}}), dataset),
      doctest::Contains("label_smoothing"), Misuse);
}
