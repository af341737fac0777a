#include "core/small_run.h"
#include "core/toy_pictures.h"

#include "base/error.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <map>

using namespace zscope;

namespace {

/// The gradients of all phases by name, for the first batch of a fresh run: with a changed discriminator's head, or
/// not.
std::map<std::string, torch::Tensor> gradients_of(const Dataset& data, const std::shared_ptr<const Dataset>& dataset,
                                                  const Settings& settings, float shift_of_head = 0) {
  const RunSpec spec = small_run("vae-gan", data, 1, settings);
  std::map<std::string, torch::Tensor> all;
  for (const std::string phase : {"encoder", "decoder", "discriminator"}) {
    Trainer trainer(spec, dataset);
    if (shift_of_head != 0) shift_parameter(trainer, "discriminator.head.affine.weight", shift_of_head);
    all[phase] = trainer.phase_gradients(phase_called(phase, spec));
  }
  return all;
}

}  // namespace

TEST_CASE("each of the three networks learns in its own phase only") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16});
  const RunSpec spec = small_run("vae-gan", *dataset, 1);
  Trainer trainer(spec, dataset);
  for (const std::string phase : {"encoder", "decoder", "discriminator"}) {
    const torch::Tensor gradients = trainer.phase_gradients(phase_called(phase, spec));
    for (const std::string network : {"encoder", "decoder", "discriminator"}) {
      CAPTURE(phase);
      CAPTURE(network);
      const double largest = largest_gradient(trainer, gradients, network + ".", "weight");
      if (network == phase) CHECK(largest > 0);
      if (network != phase) CHECK(largest == 0);
    }
  }
}

TEST_CASE("the encoder feels nothing of the game, and the discriminator nothing of the reconstruction") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const auto usual = gradients_of(*dataset, dataset, {}), other_head = gradients_of(*dataset, dataset, {}, 0.5f),
             other_gamma = gradients_of(*dataset, dataset, {{"gamma", "10"}});
  const auto same = [](const torch::Tensor& a, const torch::Tensor& b) { return torch::equal(a, b); };
  // The head says only how real a picture is: not what it shows.
  CHECK(same(usual.at("encoder"), other_head.at("encoder")));
  CHECK_FALSE(same(usual.at("decoder"), other_head.at("decoder")));
  CHECK(same(usual.at("discriminator"), other_gamma.at("discriminator")));
  CHECK(same(usual.at("encoder"), other_gamma.at("encoder")));
  CHECK_FALSE(same(usual.at("decoder"), other_gamma.at("decoder")));
}

TEST_CASE("the encoder pays β · KL + the features' error, and the decoder γ of that error beside the game") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const RunSpec spec = small_run("vae-gan", *dataset, 1, {{"beta", "0.25"}});
  const NamedValues paid = Trainer(spec, dataset).step();
  CHECK(loss_of(paid, "encoder") ==
        doctest::Approx(0.25 * loss_of(paid, "kl") + loss_of(paid, "feature_error")).epsilon(1e-5));
  const Trainer names(spec, dataset);
  const torch::Tensor divergence = weighted_part(spec, dataset, "encoder", "beta"),
                      error = weighted_part(spec, dataset, "decoder", "gamma");
  CHECK(largest_gradient(names, divergence, "encoder.", "weight") > 0);
  CHECK(largest_gradient(names, error, "decoder.", "weight") > 0);
  CHECK(largest_gradient(names, error, "encoder.") == 0);
  CHECK(largest_gradient(names, error, "discriminator.") == 0);
}

TEST_CASE("who is far ahead is said by cross-entropies: other objectives take no balance") {
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  CHECK_THROWS_WITH_AS(
      Trainer(small_run("vae-gan", *dataset, 1, {{"balance", "0.2"}, {"objective", "least-squares"}}), dataset),
      doctest::Contains("balance=0.2: must be 0 unless objective=non-saturating"), Misuse);
}

TEST_CASE("the discriminator pays for both kinds of fakes by the objective's own rule") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const auto pull_of_bias = [&](const std::string& objective, float shift) {
    const RunSpec spec = small_run("vae-gan", *dataset, 1, {{"objective", objective}});
    Trainer trainer(spec, dataset);
    shift_parameter(trainer, "discriminator.head.affine.bias", shift);
    const torch::Tensor gradients = trainer.phase_gradients(phase_called("discriminator", spec));
    return largest_gradient(trainer, gradients, "discriminator.head.affine.bias");
  };
  // A critic knows differences alone: what all logits have in common costs nothing.
  CHECK(pull_of_bias("wgan-gp", 3) == doctest::Approx(0).epsilon(1e-5));
  // Far below -1 a hinge is shut for fakes of either kind, far above 1 for real pictures.
  CHECK(pull_of_bias("hinge", -100) == doctest::Approx(1));
  CHECK(pull_of_bias("hinge", 100) == doctest::Approx(2));
  CHECK(pull_of_bias("non-saturating", -100) == doctest::Approx(1));
  CHECK(pull_of_bias("non-saturating", 100) == doctest::Approx(2));
  CHECK(pull_of_bias("least-squares", 100) == doctest::Approx(99 + 2 * 100).epsilon(0.05));
}

TEST_CASE("a VAE/GAN learns to reconstruct what it is shown") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  const RunSpec spec = small_run("vae-gan", *dataset, 2,
                                 {{"channels", "16,16"},
                                  {"batch_size", "40"},
                                  {"learning_rate", "0.002"},
                                  {"generator_rate", "1"},
                                  {"gamma", "0.1"},
                                  {"beta", "1"},
                                  {"r1", "0"}});
  Trainer trainer(spec, dataset);
  Progress progress;
  const double before = loss_of(trainer.evaluate(progress), "squared_error");
  for (int i = 0; i < 150; ++i) trainer.step();
  CHECK(trainer.finite());
  CHECK(loss_of(trainer.evaluate(progress), "squared_error") < before / 6);
}

TEST_CASE("a discriminator that would run away waits while it is far ahead") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16}, 400, 100);
  const auto discriminator_pays = [&](const std::string& balance) {
    const RunSpec spec =
        small_run("vae-gan", *dataset, 2, {{"balance", balance}, {"batch_size", "40"}, {"discriminator_rate", "2"}});
    Trainer trainer(spec, dataset);
    for (int i = 0; i < 100; ++i) trainer.step();
    Progress progress;
    return loss_of(trainer.evaluate(progress), "discriminator");
  };
  CHECK(discriminator_pays("0.2") > 2 * discriminator_pays("0"));
}

TEST_CASE("a decoder that is far ahead waits, and a buffer notes it: the same for one replica and two") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  for (const int threads : {1, 2}) {
    const RunSpec spec = small_run("vae-gan", *dataset, threads,
                                   {{"balance", "0.3"}, {"generator_rate", "0.1"}, {"discriminator_rate", "0.1"}});
    Trainer trainer(spec, dataset);
    const auto waits = [&] {
      trainer.phase_gradients(phase_called("discriminator", spec));
      return from_named(*trainer.checkpoint().find("buffer/fooled")).item<double>() == 1;
    };
    CHECK_FALSE(waits());
    // Its own weights turned round and enlarged, the discriminator takes all for what they are not.
    for (int i = 0; i < 30; ++i) trainer.step();
    CHECK_FALSE(waits());
    Checkpoint turned = trainer.checkpoint();
    for (NamedTensor& tensor : turned.tensors) {
      if (tensor.name.starts_with("model/discriminator.head."))
        tensor = to_named(tensor.name, from_named(tensor) * -20);
    }
    trainer.restore(turned);
    CHECK(waits());
  }
}

TEST_CASE("a separate generator plays alone, and the decoder learns pixels alone") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  const RunSpec spec = small_run("vae-gan", *dataset, 1, {{"generator", "separate"}});
  const std::vector<std::string> networks = {"encoder", "decoder", "generator", "discriminator"};
  for (const std::string& phase : networks) {
    Trainer trainer(spec, dataset);
    const torch::Tensor gradients = trainer.phase_gradients(phase_called(phase, spec));
    for (const std::string& network : networks) {
      CAPTURE(phase);
      CAPTURE(network);
      CHECK((largest_gradient(trainer, gradients, network + ".", "weight") > 0) == (network == phase));
    }
  }
  // What the discriminator thinks of a picture is nothing to the decoder now.
  Trainer usual(spec, dataset), other(spec, dataset);
  shift_parameter(other, "discriminator.head.affine.weight", 0.5f);
  const auto phase_of = [&](const std::string& name) { return phase_called(name, spec); };
  CHECK(torch::equal(usual.phase_gradients(phase_of("decoder")), other.phase_gradients(phase_of("decoder"))));
  CHECK_FALSE(torch::equal(usual.phase_gradients(phase_of("generator")), other.phase_gradients(phase_of("generator"))));
}

TEST_CASE("with a separate generator a person chooses which of the two turns points into pictures") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  CHECK_THROWS_WITH_AS(Trainer(small_run("vae-gan", *dataset, 1, {{"shows", "generator"}}), dataset),
                       doctest::Contains("unless generator=separate"), Misuse);
  const auto shown = [&](const std::string& shows, const std::string& shifted) {
    const RunSpec spec = small_run("vae-gan", *dataset, 1, {{"generator", "separate"}, {"shows", shows}});
    Trainer trainer(spec, dataset);
    if (!shifted.empty()) shift_parameter(trainer, shifted, 0.5f);
    torch::NoGradGuard no_grad;
    const auto model = trained_model(trainer, spec);
    return model->decode(torch::ones({2, model->latent_dim()}), {});
  };
  for (const std::string network : {"decoder", "generator"}) {
    const std::string other = network == "decoder" ? "generator" : "decoder";
    CHECK(torch::equal(shown(network, other + ".head.weight"), shown(network, "")));
    CHECK_FALSE(torch::equal(shown(network, network + ".head.weight"), shown(network, "")));
  }
}

TEST_CASE("a layer of features that there is not is refused with the setting's name") {
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  CHECK_THROWS_WITH_AS(Trainer(small_run("vae-gan", *dataset, 1, {{"feature_layer", "3"}}), dataset),
                       doctest::Contains("feature_layer=3: must be at most 2"), Misuse);
}
