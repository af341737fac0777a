#include "models/vae_objectives.h"

#include "core/finite_differences.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

namespace {

torch::Tensor draws(torch::IntArrayRef shape, std::uint64_t seed = 3) {
  Noise noise(torch::kCPU, seed);
  return noise.normal(shape).to(torch::kFloat64);
}

double density(double z, double mean, double log_variance) {
  const double variance = std::exp(log_variance);
  return std::exp(-0.5 * (z - mean) * (z - mean) / variance) / std::sqrt(2 * std::numbers::pi * variance);
}

}  // namespace

TEST_CASE("the importance-weighted bound is the logarithm of the mean weight, also where exp() would not fit") {
  const torch::Tensor weights = doubles({std::log(1.0), std::log(3.0), -800, -800}).view({2, 2});
  const torch::Tensor bound = importance_weighted_bound(weights);
  CHECK(bound[0].item<double>() == doctest::Approx(std::log(2.0)));
  CHECK(bound[1].item<double>() == doctest::Approx(-800));
  const torch::Tensor one = draws({5, 1});
  CHECK(torch::allclose(importance_weighted_bound(one), one.squeeze(1)));
  CHECK(gradient_error([](const torch::Tensor& w) { return importance_weighted_bound(w).sum(); }, draws({3, 4})) <
        1e-7);
}

TEST_CASE("rows are repeated one after another, in any shape, and their gradients are summed") {
  const torch::Tensor x = draws({3, 2, 4}).requires_grad_(true);
  CHECK(repeated_rows(x, 5).equal(x.repeat_interleave(5, 0)));
  const torch::Tensor labels = torch::arange(4);
  CHECK(repeated_rows(labels, 2).equal(labels.repeat_interleave(2, 0)));
  repeated_rows(x, 5).sum().backward();
  CHECK(x.grad().equal(torch::full_like(x, 5)));
}

TEST_CASE("several draws of a posterior have its mean and its spread") {
  Noise noise(torch::kCPU, 8);
  const Posterior posterior{torch::tensor({{1.f, -2.f}}), torch::tensor({{0.f, -2.f}})};
  const torch::Tensor z = sample_posterior(posterior, 50000, noise);
  CHECK(z.sizes() == torch::IntArrayRef({1, 50000, 2}));
  CHECK((z.mean(1) - posterior.mean).abs().max().item<double>() < 0.02);
  CHECK((z.var(1).log() - posterior.log_variance).abs().max().item<double>() < 0.03);
}

TEST_CASE(
    "the aggregate posterior is the mixture of the batch's posteriors, which stand for the others of a data set") {
  const Posterior posterior{doubles({0.5, -1, 2, 0.3}).view({2, 2}), doubles({0.1, -0.4, 0.2, 0.7}).view({2, 2})};
  const torch::Tensor z = doubles({0.2, 0.9, -0.3, 1.1}).view({2, 2});
  const auto at = [](const torch::Tensor& values, int i, int d) { return values[i][d].item<double>(); };
  const Aggregate aggregate = aggregate_posterior(posterior, z, 50);
  for (int i = 0; i < 2; ++i) {
    double joint = 0;
    std::array<double, 2> marginal{};
    for (int j = 0; j < 2; ++j) {
      std::array<double, 2> q{};
      for (int d = 0; d < 2; ++d) {
        const auto column = static_cast<std::size_t>(d);
        q[column] = density(at(z, i, d), at(posterior.mean, j, d), at(posterior.log_variance, j, d));
        marginal[column] += (i == j ? 1 : 49) * q[column] / 50;
      }
      joint += (i == j ? 1 : 49) * q[0] * q[1] / 50;
    }
    CHECK(aggregate.joint[i].item<double>() == doctest::Approx(std::log(joint)));
    CHECK(at(aggregate.marginals, i, 0) == doctest::Approx(std::log(marginal[0])));
    CHECK(at(aggregate.marginals, i, 1) == doctest::Approx(std::log(marginal[1])));
  }
  const auto total_correlation = [&](const torch::Tensor& values) {
    const Aggregate estimate = aggregate_posterior({values, posterior.log_variance}, z, 50);
    return (estimate.joint - estimate.marginals.sum(1)).sum();
  };
  CHECK(gradient_error(total_correlation, posterior.mean) < 1e-7);
}

TEST_CASE("codes that say nothing have no total correlation and no mutual information, the clearest ones log N nats") {
  const std::int64_t n = 64, images = 60000;
  const auto nats = [&](const Posterior& posterior, const torch::Tensor& z) {
    const Aggregate aggregate = aggregate_posterior(posterior, z, images);
    const double joint = aggregate.joint.mean().item<double>();
    return std::pair{joint - aggregate.marginals.sum(1).mean().item<double>(),
                     log_posterior(posterior, z).sum(1).mean().item<double>() - joint};
  };
  const torch::Tensor z = draws({n, 10});
  const auto [idle_correlation, idle_information] = nats({torch::zeros_like(z), torch::zeros_like(z)}, z);
  CHECK(idle_correlation == doctest::Approx(0).epsilon(1e-9));
  CHECK(idle_information == doctest::Approx(0).epsilon(1e-9));
  CHECK(nats({1000 * z, torch::full_like(z, -10)}, 1000 * z).second == doctest::Approx(std::log(images)).epsilon(1e-6));
  const torch::Tensor one = draws({1, 10});
  CHECK(nats({one, torch::zeros_like(one)}, one).first == doctest::Approx(0).epsilon(1e-9));
}

TEST_CASE("dimensions that go together have a higher total correlation than the same dimensions shuffled") {
  const torch::Tensor first = draws({200, 1});
  const torch::Tensor mean = torch::cat({first, first}, 1);
  Noise noise(torch::kCPU, 9);
  const auto total_correlation = [](const torch::Tensor& means) {
    const Aggregate aggregate = aggregate_posterior({means, torch::full_like(means, -3)}, means, 200);
    return (aggregate.joint - aggregate.marginals.sum(1)).mean().item<double>();
  };
  CHECK(total_correlation(mean) > total_correlation(shuffled_dimensions(mean, noise)) + 0.5);
}

TEST_CASE("shuffling keeps the values of every dimension and breaks up the rows") {
  Noise noise(torch::kCPU, 10);
  const torch::Tensor z = draws({50, 3}), shuffled = shuffled_dimensions(z, noise);
  CHECK(torch::equal(std::get<0>(z.sort(0)), std::get<0>(shuffled.sort(0))));
  CHECK_FALSE(torch::equal(z, shuffled));
  CHECK_FALSE(torch::equal(shuffled.select(1, 0).argsort(), shuffled.select(1, 1).argsort()));
}

TEST_CASE("the discrepancy of a hand-computed case, pairs of a code with itself left out") {
  const torch::Tensor a = doubles({0, 1}).view({2, 1}), b = doubles({0, 3}).view({2, 1});
  double expected = 0;
  for (const double scale : {.1, .2, .5, 1., 2., 5., 10.}) {
    const double c = 2 * scale;
    const auto k = [c](double distance) { return c / (c + distance * distance); };
    expected += k(1) + k(3) - 2 * (k(0) + k(3) + k(1) + k(2)) / 4;
  }
  CHECK(maximum_mean_discrepancy(a, b).item<double>() == doctest::Approx(expected));
  CHECK(gradient_error(
            [&](const torch::Tensor& x) {
              return maximum_mean_discrepancy(x, draws({4, 3}, 6));
            },
            draws({5, 3})) < 1e-7);
}

TEST_CASE("the discrepancy of two sets from one distribution is zero on average, and grows with their distance") {
  double same = 0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    same += maximum_mean_discrepancy(draws({100, 4}, 2 * i), draws({100, 4}, 2 * i + 1)).item<double>() / 40;
  }
  CHECK(std::abs(same) < 0.005);
  const torch::Tensor a = draws({100, 4}, 1), b = draws({100, 4}, 2);
  const double near = maximum_mean_discrepancy(a, b + 0.5).item<double>();
  CHECK(near > 0.05);
  CHECK(maximum_mean_discrepancy(a, b + 1).item<double>() > near);
}
