#include "models/objectives.h"

#include "core/finite_differences.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

TEST_CASE("the Bernoulli loss is the cross-entropy of a hand-computed case, and stays finite at extreme logits") {
  // −[x log p + (1 − x) log(1 − p)] with p = sigmoid(0) = ½ is log 2 whatever x is.
  const double at_half = bernoulli_loss(doubles({0, 0}), doubles({0.3, 1})).item<double>();
  CHECK(at_half == doctest::Approx(2 * std::log(2.0)));
  const double p = 1 / (1 + std::exp(-1.5));
  CHECK(bernoulli_loss(doubles({1.5}), doubles({0.25})).item<double>() ==
        doctest::Approx(-(0.25 * std::log(p) + 0.75 * std::log(1 - p))));
  CHECK(bernoulli_loss(doubles({1000, -1000}), doubles({0, 1})).item<double>() == doctest::Approx(2000));
}

TEST_CASE("the Gaussian loss is the density's negative logarithm, one sigma for all or one for each pixel") {
  const auto density = [](double x, double mean, double sigma) {
    return std::exp(-0.5 * std::pow((x - mean) / sigma, 2)) / (sigma * std::sqrt(2 * std::numbers::pi));
  };
  const double expected = -std::log(density(0.2, 0.5, 0.1)) - std::log(density(0.9, 0.4, 0.1));
  const torch::Tensor mean = doubles({0.5, 0.4}), x = doubles({0.2, 0.9});
  CHECK(gaussian_loss(mean, doubles({std::log(0.1)}), x).item<double>() == doctest::Approx(expected));
  const torch::Tensor each = doubles({std::log(0.1), std::log(0.1)});
  CHECK(gaussian_loss(mean, each, x).item<double>() == doctest::Approx(expected));
}

TEST_CASE("a loss over the pixels alone gives each image its share of the batch's") {
  const torch::Tensor output = doubles({0.3, -0.7, 1.9, -2.2, 0.1, 0.8}).view({3, 1, 1, 2});
  const torch::Tensor x = output.roll(1).sigmoid(), shared = doubles({-0.5}), each = output * 0.3;
  const auto shares_agree = [](const torch::Tensor& images, const torch::Tensor& whole) {
    return images.dim() == 1 && images.size(0) == 3 && std::abs((images.sum() - whole).item<double>()) < 1e-12;
  };
  CHECK(shares_agree(bernoulli_loss(output, x, Over::pixels), bernoulli_loss(output, x)));
  CHECK(shares_agree(squared_error_loss(output, x, Over::pixels), squared_error_loss(output, x)));
  CHECK(shares_agree(gaussian_loss(output, shared, x, Over::pixels), gaussian_loss(output, shared, x)));
  CHECK(shares_agree(gaussian_loss(output, each, x, Over::pixels), gaussian_loss(output, each, x)));
  CHECK(squared_error_loss(output, x, Over::pixels)[1].item<double>() ==
        doctest::Approx(squared_error_loss(output[1], x[1]).item<double>()));
}

TEST_CASE("log sigma is bounded below at minus six and untouched far above") {
  CHECK(bounded_log_sigma(doubles({-100})).item<double>() == doctest::Approx(-6));
  CHECK(bounded_log_sigma(doubles({3})).item<double>() == doctest::Approx(3).epsilon(1e-3));
}

TEST_CASE("KL is zero at the prior, and otherwise the closed form of a Monte-Carlo estimate") {
  const Posterior prior{doubles({0, 0}), doubles({0, 0})};
  CHECK(gaussian_kl(prior).abs().max().item<double>() == 0);
  const Posterior posterior{doubles({0.7}), doubles({-0.4})};
  Noise noise(torch::kCPU, 5);
  const torch::Tensor epsilon = noise.normal({200000}).to(torch::kFloat64);
  const double deviation = std::exp(-0.2);
  const torch::Tensor z = 0.7 + deviation * epsilon;
  // log q(z) − log p(z), the constants cancel.
  const double estimate = (-0.5 * epsilon.square() - std::log(deviation) + 0.5 * z.square()).mean().item<double>();
  CHECK(gaussian_kl(posterior).item<double>() == doctest::Approx(estimate).epsilon(0.02));
}

TEST_CASE("the KL at the sample averages to the KL in closed form") {
  const torch::Tensor mean = doubles({0.7, -1.5}), log_variance = doubles({-0.4, 0.3});
  Noise noise(torch::kCPU, 6);
  const Posterior many{mean.expand({200000, 2}), log_variance.expand({200000, 2})};
  const torch::Tensor z = many.mean + (0.5 * many.log_variance).exp() * noise.normal({200000, 2}).to(torch::kFloat64);
  const torch::Tensor estimate = sampled_kl(many, z).mean(0), exact = gaussian_kl({mean, log_variance});
  CHECK((estimate - exact).abs().max().item<double>() < 0.02);
  const auto at = [&](const torch::Tensor& m) { return sampled_kl({m, log_variance}, doubles({0.2, 0.9})).sum(); };
  CHECK(gradient_error(at, mean) < 1e-7);
}

TEST_CASE("every objective's gradient agrees with finite differences in double precision") {
  const torch::Tensor x = torch::sigmoid(doubles({0.3, -0.7, 1.9, -2.2})), at = doubles({0.4, -1.2, 0.1, 2.0});
  CHECK(gradient_error([&](const torch::Tensor& l) { return bernoulli_loss(l, x); }, at) < 1e-7);
  CHECK(gradient_error([&](const torch::Tensor& m) { return squared_error_loss(m, x); }, at) < 1e-7);
  CHECK(gradient_error([&](const torch::Tensor& m) { return gaussian_loss(m, doubles({-0.5}), x); }, at) < 1e-7);
  CHECK(gradient_error([&](const torch::Tensor& s) { return gaussian_loss(at, bounded_log_sigma(s), x); },
                       doubles({-0.5})) < 1e-7);
  CHECK(gradient_error([&](const torch::Tensor& m) { return gaussian_kl({m, x}).sum(); }, at) < 1e-7);
  CHECK(gradient_error([&](const torch::Tensor& lv) { return gaussian_kl({x, lv}).sum(); }, at) < 1e-7);
}
