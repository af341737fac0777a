#include "models/objectives_gan.h"

#include "base/error.h"
#include "core/finite_differences.h"
#include "models/adversarial_game.h"
#include "torch_doctest.h"

#include <cmath>

using namespace zscope;

namespace {

constexpr GanObjective kObjectives[] = {GanObjective::non_saturating, GanObjective::least_squares, GanObjective::hinge,
                                        GanObjective::wasserstein};

double value(const torch::Tensor& scalar) { return scalar.item<double>(); }

double log_sigmoid(double logit) { return -std::log(1 + std::exp(-logit)); }

Settings game_settings(const Settings& changes) {
  Settings settings;
  for (const SettingInfo& info : AdversarialGame::settings({})) settings[info.name] = info.default_value;
  for (const auto& [name, value] : changes) settings[name] = value;
  return settings;
}

}  // namespace

TEST_CASE("each objective is what its paper writes, on a case computed by hand") {
  const torch::Tensor real = doubles({1.5, -0.5}), fake = doubles({0.25, -2});
  CHECK(value(discriminator_loss(real, fake)) ==
        doctest::Approx(-log_sigmoid(1.5) - log_sigmoid(-0.5) - log_sigmoid(-0.25) - log_sigmoid(2)));
  CHECK(value(generator_loss(fake)) == doctest::Approx(-log_sigmoid(0.25) - log_sigmoid(-2)));
  using enum GanObjective;
  // ½(0.5² + 1.5²) + ½(0.25² + 2²); ½(0.75² + 3²)
  CHECK(value(discriminator_loss(real, fake, least_squares)) == doctest::Approx(1.25 + 2.03125));
  CHECK(value(generator_loss(fake, least_squares)) == doctest::Approx(4.78125));
  // max(0, −0.5) + 1.5 + 1.25 + max(0, −1)
  CHECK(value(discriminator_loss(real, fake, hinge)) == doctest::Approx(2.75));
  CHECK(value(generator_loss(fake, hinge)) == doctest::Approx(1.75));
  CHECK(value(discriminator_loss(real, fake, wasserstein)) == doctest::Approx(-1.75 - 1.0));
  CHECK(value(generator_loss(fake, wasserstein)) == doctest::Approx(1.75));
  CHECK(value(reversed_generator_loss(real, least_squares)) == doctest::Approx(1.25));
  CHECK(value(reversed_generator_loss(real)) == doctest::Approx(-log_sigmoid(-1.5) - log_sigmoid(0.5)));
}

TEST_CASE("a discriminator that cannot tell pays 2 log 2 a picture, and the generator log 2") {
  const torch::Tensor undecided = torch::zeros({3}, torch::kFloat64);
  CHECK(value(discriminator_loss(undecided, undecided)) == doctest::Approx(6 * std::log(2.0)));
  CHECK(value(generator_loss(undecided)) == doctest::Approx(3 * std::log(2.0)));
}

TEST_CASE("labels of 1 and 0 are the objective itself, and softer ones lie between") {
  const torch::Tensor logits = doubles({0.7, -1.1});
  for (const GanObjective objective : kObjectives) {
    if (!has_soft_labels(objective)) continue;
    const torch::Tensor one = doubles({1, 1}), zero = doubles({0, 0});
    CHECK(value(soft_label_loss(logits, one, objective)) == doctest::Approx(value(generator_loss(logits, objective))));
    CHECK(value(soft_label_loss(logits, zero, objective)) ==
          doctest::Approx(value(reversed_generator_loss(logits, objective))));
  }
  // −[t log σ(l) + (1 − t) log σ(−l)]
  CHECK(value(soft_label_loss(doubles({0.7}), doubles({0.9}), GanObjective::non_saturating)) ==
        doctest::Approx(-0.9 * log_sigmoid(0.7) - 0.1 * log_sigmoid(-0.7)));
}

TEST_CASE("every adversarial objective's gradient agrees with finite differences in double precision") {
  const torch::Tensor at = doubles({0.4, -1.2, 0.15, 2.0}), other = doubles({0.3, -0.7, 1.9, -2.2});
  for (const GanObjective objective : kObjectives) {
    CAPTURE(static_cast<int>(objective));
    CHECK(gradient_error([&](const torch::Tensor& r) { return discriminator_loss(r, other, objective); }, at) < 1e-7);
    CHECK(gradient_error([&](const torch::Tensor& f) { return discriminator_loss(other, f, objective); }, at) < 1e-7);
    CHECK(gradient_error([&](const torch::Tensor& f) { return generator_loss(f, objective); }, at) < 1e-7);
    CHECK(gradient_error([&](const torch::Tensor& r) { return reversed_generator_loss(r, objective); }, at) < 1e-7);
    if (!has_soft_labels(objective)) continue;
    CHECK(gradient_error([&](const torch::Tensor& l) { return soft_label_loss(l, other.sigmoid(), objective); }, at) <
          1e-7);
  }
}

TEST_CASE("the penalties of a linear discriminator are those of its weight, and can be differentiated again") {
  const torch::Tensor x = doubles({0.5, -1, 2, 0.25, 1, 3}).view({2, 3});
  const torch::Tensor weight = doubles({3, 0, 4});  // of length 5, whatever x is
  const auto judge = [](const torch::Tensor& at, const torch::Tensor& w) { return at.mv(w); };
  const torch::Tensor leaf = x.clone().requires_grad_(true);
  const torch::Tensor squares = squared_gradient(judge(leaf, weight), {leaf});
  CHECK((squares - 25).abs().max().item<double>() < 1e-12);
  CHECK(value(gradient_penalty(squares)) == doctest::Approx(2 * 16.0));
  const auto penalty = [&](const torch::Tensor& w) {
    const torch::Tensor at = x.clone().requires_grad_(true);
    // Not linear, so that the penalty depends on where it is taken.
    return gradient_penalty(squared_gradient(judge(at, w).tanh() + at.square().mv(w), {at}));
  };
  CHECK(gradient_error(penalty, doubles({0.3, -0.2, 0.4})) < 1e-6);
  CHECK(std::isfinite(value(gradient_penalty(torch::zeros({2}, torch::kFloat64)))));
}

TEST_CASE("a game adds to the objective what its settings ask for") {
  Noise noise(torch::kCPU, 3);
  const torch::Tensor real = noise.normal({4, 3}), fake = noise.normal({4, 3}), weight = torch::tensor({3.f, 0.f, 4.f});
  const AdversarialGame::Judge judge = [&](const AdversarialGame::Inputs& at) { return at[0].mv(weight); };
  const auto loss = [&](const Settings& settings) {
    return value(AdversarialGame(game_settings(settings)).discriminator(judge, {real}, {fake}, noise).total);
  };
  const torch::Tensor r = real.mv(weight), f = fake.mv(weight);
  CHECK(loss({}) == doctest::Approx(value(discriminator_loss(r, f))));
  CHECK(loss({{"r1", "2"}}) == doctest::Approx(value(discriminator_loss(r, f)) + 4 * 25.0));  // γ/2 · 25 an image
  CHECK(loss({{"objective", "wgan-gp"}}) == doctest::Approx(value((f - r).sum()) + 4 * 10 * 16.0));
  CHECK(loss({{"label_smoothing", "0.1"}}) ==
        doctest::Approx(value(soft_label_loss(r, torch::full({4}, 0.9), GanObjective::non_saturating) +
                              soft_label_loss(f, torch::zeros({4}), GanObjective::non_saturating))));
  // Noisy labels: between no noise and all of it, and another value each time.
  const double noisy = loss({{"label_noise", "0.2"}}), again = loss({{"label_noise", "0.2"}});
  CHECK(noisy != again);
}

TEST_CASE("settings that do not go together are refused with a sentence that names them") {
  CHECK_THROWS_WITH_AS(AdversarialGame(game_settings({{"objective", "hinge"}, {"label_noise", "0.1"}})),
                       doctest::Contains("label_noise: must be 0 with the objective hinge"), Misuse);
  CHECK_THROWS_WITH_AS(AdversarialGame(game_settings({{"objective", "wgan-gp"}, {"discriminator_norm", "batch"}})),
                       doctest::Contains("discriminator_norm=batch: must be"), Misuse);
}
