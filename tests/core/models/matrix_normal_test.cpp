#include "models/matrix_normal.h"

#include "core/finite_differences.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

namespace {

constexpr long kRows = 3, kColumns = 4;

torch::Tensor draws(torch::IntArrayRef shape, std::uint64_t seed) {
  Noise noise(torch::kCPU, seed);
  return noise.normal(shape).to(torch::kFloat64);
}

MatrixNormal diagonal(std::uint64_t seed) {
  return diagonal_matrix_normal(draws({2, 2 * (kRows + kColumns)}, seed), kRows, kColumns);
}
MatrixNormal cholesky(std::uint64_t seed) {
  const long values = kRows * kColumns + kRows * (kRows + 1) / 2 + kColumns * (kColumns + 1) / 2;
  return cholesky_matrix_normal(draws({2, values}, seed), kRows, kColumns);
}

/// Map i's mean and covariance as one long vector's, columns one after another.
struct Full {
  torch::Tensor mean, covariance;
};
Full full(const MatrixNormal& maps, int i) {
  const torch::Tensor a = maps.rows[i], b = maps.columns[i];
  return {maps.mean[i].t().reshape({-1}), at::kron(torch::matmul(b, b.t()), torch::matmul(a, a.t()))};
}
torch::Tensor by_columns(const torch::Tensor& map) { return map.t().reshape({-1}); }

}  // namespace

TEST_CASE("a matrix normal's KL is that of the normal with the full Kronecker covariance, in both forms") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    for (const MatrixNormal& maps : {diagonal(seed), cholesky(seed)}) {
      const torch::Tensor kl = matrix_normal_kl(maps);
      for (int i = 0; i < 2; ++i) {
        const Full whole = full(maps, i);
        const double expected = 0.5 * (whole.covariance.trace() + whole.mean.square().sum() - kRows * kColumns -
                                       torch::logdet(whole.covariance))
                                          .item<double>();
        CHECK(std::abs(kl[i].item<double>() - expected) < 1e-5);
      }
    }
  }
}

TEST_CASE("a matrix normal's KL at the sample is the difference of the densities' logarithms") {
  for (const MatrixNormal& maps : {diagonal(1), cholesky(1)}) {
    const torch::Tensor epsilon = draws({2, kRows, kColumns}, 7), z = matrix_normal_sample(maps, epsilon);
    const torch::Tensor kl = matrix_normal_sampled_kl(maps, epsilon);
    for (int i = 0; i < 2; ++i) {
      const Full whole = full(maps, i);
      const torch::Tensor off = by_columns(z[i]) - whole.mean;
      const torch::Tensor log_q = -0.5 * (torch::dot(off, torch::mv(torch::linalg_inv(whole.covariance), off)) +
                                          torch::logdet(whole.covariance));
      const torch::Tensor log_p = -0.5 * z[i].square().sum();  // ½ mn log 2π cancels
      CHECK(kl[i].item<double>() == doctest::Approx((log_q - log_p).item<double>()));
    }
  }
}

TEST_CASE("samples have the covariance and the variances that are said") {
  for (const MatrixNormal& maps : {diagonal(2), cholesky(2)}) {
    const torch::Tensor epsilon = draws({100000, 1, kRows, kColumns}, 9);
    const torch::Tensor vectors = matrix_normal_sample(maps, epsilon).select(1, 0).transpose(1, 2).flatten(1);
    const torch::Tensor centred = vectors - vectors.mean(0);
    const torch::Tensor covariance = torch::matmul(centred.t(), centred) / 1e5;
    const Full whole = full(maps, 0);
    CHECK((covariance - whole.covariance).abs().max().item<double>() <
          0.03 * whole.covariance.abs().max().item<double>());
    CHECK(torch::allclose(by_columns(matrix_normal_log_variance(maps)[0]), whole.covariance.diagonal().log()));
  }
}

TEST_CASE("the low-rank form has means and deviations that are a column times a row, the other fixes its scale") {
  const torch::Tensor values = draws({2, 2 * (kRows + kColumns)}, 3);
  const MatrixNormal maps = diagonal_matrix_normal(values, kRows, kColumns);
  const double mean = (values[0][1] * values[0][kRows + 2]).item<double>();
  const double deviation =
      std::exp((values[0][kRows + kColumns + 1] + values[0][2 * kRows + kColumns + 2]).item<double>());
  CHECK(maps.mean[0][1][2].item<double>() == doctest::Approx(mean));
  CHECK(std::exp(0.5 * matrix_normal_log_variance(maps)[0][1][2].item<double>()) == doctest::Approx(deviation));
  const MatrixNormal correlated = cholesky(4);
  CHECK(torch::logdet(correlated.columns).abs().max().item<double>() < 1e-12);
  CHECK(correlated.rows.triu(1).abs().max().item<double>() == 0);
  CHECK(correlated.rows.diagonal(0, -2, -1).min().item<double>() > 0);
}

TEST_CASE("a matrix normal's gradients agree with finite differences in double precision") {
  const torch::Tensor epsilon = draws({2, 2, 2}, 5);
  const auto cost = [&](const MatrixNormal& maps) {
    return (matrix_normal_kl(maps) + matrix_normal_sampled_kl(maps, epsilon)).sum() +
           matrix_normal_sample(maps, epsilon).pow(3).sum();
  };
  CHECK(gradient_error([&](const torch::Tensor& v) { return cost(diagonal_matrix_normal(v, 2, 2)); },
                       draws({2, 8}, 6) * 0.5) < 1e-6);
  CHECK(gradient_error([&](const torch::Tensor& v) { return cost(cholesky_matrix_normal(v, 2, 2)); },
                       draws({2, 10}, 6) * 0.5) < 1e-6);
}
