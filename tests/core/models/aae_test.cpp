#include "core/small_run.h"
#include "core/toy_pictures.h"

#include "base/error.h"
#include "models/code_prior.h"
#include "models/pictures.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

namespace {

const Settings kFlower = {{"prior", "mixture"}, {"supervision", "conditional"}, {"prior_sigma", "1"}};
const Settings kFewLabels = {{"supervision", "semi-supervised"}, {"labelled", "20"}, {"prior_sigma", "1"}};

Settings with(Settings settings, const Settings& more) {
  settings.insert(more.begin(), more.end());
  return settings;
}

}  // namespace

TEST_CASE("both priors have mean 0 and variance 1, and a petal lies where its class says") {
  Noise noise(torch::kCPU, 5);
  for (const auto kind : {CodePrior::Kind::gaussian, CodePrior::Kind::mixture}) {
    const torch::Tensor z = CodePrior(kind, 4, 10).draw(100000, {}, noise);
    CHECK(z.mean(0).abs().max().item<double>() < 0.02);
    CHECK((z.std(0) - 1).abs().max().item<double>() < 0.02);
  }
  const torch::Tensor petals = torch::tensor({0, 5, 9, -1}, torch::kInt64).repeat_interleave(5000);
  const torch::Tensor means =
      CodePrior(CodePrior::Kind::mixture, 2, 10).draw(20000, petals, noise).view({4, 5000, 2}).mean(1);
  for (const auto& [row, petal] : {std::pair{0, 0}, {1, 5}, {2, 9}}) {
    const double angle = std::atan2(means[row][1].item<double>(), means[row][0].item<double>());
    CHECK(std::cos(angle - petal * 2 * std::numbers::pi / 10) > 0.999);
  }
  CHECK(means[3].abs().max().item<double>() < 0.05);  // no class: any petal
}

TEST_CASE("reconstruction, discriminator and encoder each teach what is theirs, whatever labels are for") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16});
  for (const Settings& settings : {Settings{}, kFlower, kFewLabels}) {
    CAPTURE(settings);
    const RunSpec one = small_run("aae", *dataset, 1, settings), two = small_run("aae", *dataset, 2, settings);
    Trainer trainer(one, dataset), pair(two, dataset);
    trainer.share_noise();
    pair.share_noise();
    const std::map<std::string, std::vector<std::string>> taught = {
        {"reconstruction", {"encoder.", "decoder."}},
        {"discriminator", {"discriminator."}},
        {"category_discriminator", {"category_discriminator."}},
        {"encoder", {"encoder."}},
        {"classification", {"encoder."}}};
    for (const auto& [phase, networks] : taught) {
      if (settings != kFewLabels && (phase.starts_with("cat") || phase.starts_with("class"))) continue;
      CAPTURE(phase);
      const torch::Tensor gradients = trainer.phase_gradients(phase_called(phase, one)),
                          shared = pair.phase_gradients(phase_called(phase, one));
      CHECK((gradients - shared).abs().max().item<double>() <
            1e-4 * std::max(1.0, gradients.abs().max().item<double>()));
      for (const std::string network : {"encoder.", "decoder.", "discriminator.", "category_discriminator."}) {
        if (network.starts_with("cat") && settings != kFewLabels) continue;  // there is none
        CAPTURE(network);
        const bool mine = std::find(networks.begin(), networks.end(), network) != networks.end();
        CHECK((largest_gradient(trainer, gradients, network) > 0) == mine);
      }
    }
  }
}

TEST_CASE("R1 holds the discriminator's slope along points, not along the class that it is told") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const RunSpec spec = small_run("aae", *dataset, 1, kFlower);
  const torch::Tensor penalty = weighted_part(spec, dataset, "discriminator", "r1");
  const Trainer names(spec, dataset);
  const auto entries = names.state().parameters().entries();
  const auto found = std::find_if(entries.begin(), entries.end(), [](const Arena::Entry& entry) {
    return entry.name.starts_with("discriminator.") && entry.name.ends_with("weight");
  });
  REQUIRE(found != entries.end());
  const torch::Tensor first = Arena::view(penalty, *found);  // [hidden, 5 + classes + 1]
  CHECK(first.narrow(1, 0, 5).abs().max().item<double>() > 0);
  CHECK(first.narrow(1, 5, first.size(1) - 5).abs().max().item<double>() < 1e-6);
}

TEST_CASE("points are shown in units of the prior: a picture's own point decodes to what training made of it") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16}, 300, 100);
  const RunSpec spec =
      small_run("aae", *dataset, 2, {{"latent_dim", "2"}, {"batch_size", "50"}, {"learning_rate", "0.002"}});
  Trainer trainer(spec, dataset);
  for (int i = 0; i < 500; ++i) trainer.step();
  torch::NoGradGuard no_grad;
  const auto model = trained_model(trainer, spec);
  const Batch test = split_batch(dataset->test, dataset->shape, 0, 100, torch::kCPU);
  const torch::Tensor z = model->encode(test.images, {}).mean;
  // The prior's deviation is 5 inside, 1 outside.
  CHECK(z.std(0).min().item<double>() > 0.4);
  CHECK(z.std(0).max().item<double>() < 1.8);
  Progress progress;
  CHECK(loss_of(trainer.evaluate(progress), "reconstruction") ==
        doctest::Approx(0.5 * (model->decode(z, {}) - test.images).square().sum().item<double>() / 100).epsilon(1e-3));
}

TEST_CASE("each class moves to its petal when the discriminator is told the class") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  const RunSpec spec = small_run(
      "aae", *dataset, 2,
      with(kFlower, {{"latent_dim", "2"}, {"hidden", "128"}, {"batch_size", "50"}, {"learning_rate", "0.002"}}));
  Trainer trainer(spec, dataset);
  for (int i = 0; i < 1500; ++i) trainer.step();
  torch::NoGradGuard no_grad;
  const Batch test = split_batch(dataset->test, dataset->shape, 0, 100, torch::kCPU);
  const torch::Tensor z = trained_model(trainer, spec)->encode(test.images, {}).mean;
  const torch::Tensor angle = torch::atan2(z.select(1, 1), z.select(1, 0));
  const torch::Tensor off = (angle - test.labels * (2 * std::numbers::pi / 10)).cos();
  CHECK(off.gt(std::cos(std::numbers::pi / 10)).to(torch::kFloat32).mean().item<double>() > 0.8);
}

TEST_CASE("a few labels are enough to tell the classes apart, and the chosen class decides what is painted") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  const RunSpec spec = small_run(
      "aae", *dataset, 2,
      with(kFewLabels, {{"latent_dim", "2"}, {"hidden", "64"}, {"batch_size", "40"}, {"learning_rate", "0.002"}}));
  Trainer trainer(spec, dataset);
  for (int i = 0; i < 300; ++i) trainer.step();
  CHECK(trainer.finite());
  Progress progress;
  CHECK(loss_of(trainer.evaluate(progress), "class_error") < 0.05);
  torch::NoGradGuard no_grad;
  const auto model = trained_model(trainer, spec);
  CHECK(model->latent_dim() == 12);  // two of style, one for each class
  const auto blocks = latent_blocks_of(find_model_entry("aae").info, spec.settings, spec.shape, spec.classes);
  CHECK(size_of(blocks) == 12);
  CHECK(blocks.back().kind == LatentBlock::Kind::category);
  const torch::Tensor pictures = model->decode(torch::cat({torch::zeros({10, 2}), torch::eye(10)}, 1), {});
  const torch::Tensor shown = pictures.mean({1, 2}).view({10, 10, 2}).mean(2).argmax(1);
  CHECK(shown.eq(torch::arange(10)).sum().item<std::int64_t>() >= 9);
}

TEST_CASE("settings of an adversarial autoencoder that do not go together are refused with a sentence") {
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const auto made = [&](const Settings& settings, int classes = 10) {
    RunSpec spec = small_run("aae", *dataset, 2, settings);
    spec.classes = classes;
    Trainer trainer(spec, dataset);
  };
  CHECK_THROWS_WITH_AS(made({{"supervision", "conditional"}}), doctest::Contains("needs prior=mixture"), Misuse);
  CHECK_THROWS_WITH_AS(made({{"prior", "mixture"}, {"latent_dim", "1"}}), doctest::Contains("latent_dim=1"), Misuse);
  CHECK_THROWS_WITH_AS(made(kFewLabels, 0), doctest::Contains("supervision=semi-supervised: must be none"), Misuse);
  CHECK_THROWS_WITH_AS(made({{"labelled", "1"}}), doctest::Contains("labelled=1: must be 0 or at least 2"), Misuse);
}
