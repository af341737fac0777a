#include "metrics/distances.h"

#include <algorithm>
#include <tuple>

namespace zscope {
namespace {

/// Numbers in a block: 32 MB of doubles.
constexpr std::int64_t kBlock = std::int64_t{1} << 22;

std::int64_t rows_at_once(const torch::Tensor& b) { return std::max<std::int64_t>(1, kBlock / b.size(0)); }

void for_row_blocks(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report,
                    const std::function<void(std::int64_t, const torch::Tensor&)>& block) {
  const std::int64_t n = a.size(0), rows = rows_at_once(b);
  for (std::int64_t first = 0; first < n; first += rows) {
    report(static_cast<double>(first) / static_cast<double>(n));
    block(first, a.narrow(0, first, std::min(rows, n - first)));
  }
}

/// The share of a part of the whole that a report within the part amounts to.
BlockReport part_of(const BlockReport& report, int part, int parts) {
  return [&report, part, parts](double fraction) { report((part + fraction) / parts); };
}

/// The mean of (x·y/d + 1)³ over pairs; of a set with itself over pairs of different points.
double mean_kernel(const torch::Tensor& a, const torch::Tensor& b, bool same, const BlockReport& report) {
  double sum = 0;
  const auto d = static_cast<double>(a.size(1));
  for_row_blocks(a, b, report, [&](std::int64_t first, const torch::Tensor& rows) {
    const torch::Tensor values = torch::matmul(rows, b.t()).div_(d).add_(1).pow_(3);
    sum += values.sum().item<double>();
    if (same) sum -= values.diagonal(first).sum().item<double>();
  });
  const auto n = static_cast<double>(a.size(0)), m = static_cast<double>(b.size(0));
  return sum / (same ? n * (n - 1) : n * m);
}

struct Gaussian {
  torch::Tensor mean, covariance;
};

Gaussian gaussian_of(const torch::Tensor& points) {
  const torch::Tensor x = points.to(torch::kFloat64), mean = x.mean(0), centred = x - mean;
  return {mean, torch::matmul(centred.t(), centred) / static_cast<double>(std::max<std::int64_t>(1, x.size(0) - 1))};
}

}  // namespace

void for_distance_blocks(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report,
                         const std::function<void(std::int64_t, const torch::Tensor&)>& block) {
  const torch::Tensor b_squares = b.square().sum(1), b_transposed = b.t();
  for_row_blocks(a, b, report, [&](std::int64_t first, const torch::Tensor& rows) {
    torch::Tensor values = torch::addmm(b_squares, rows, b_transposed, 1, -2);
    block(first, values.add_(rows.square().sum(1, true)).clamp_min_(0));
  });
}

torch::Tensor nearest_distances(const torch::Tensor& a, const torch::Tensor& b, std::int64_t k,
                                const BlockReport& report) {
  torch::Tensor out = torch::empty({a.size(0)}, a.options());
  k = std::min(k, b.size(0));
  for_distance_blocks(a, b, report, [&](std::int64_t first, const torch::Tensor& values) {
    const torch::Tensor nearest = k == 1 ? values.amin(1) : std::get<0>(values.topk(k, 1, false)).amax(1);
    out.narrow(0, first, values.size(0)).copy_(nearest);
  });
  return out;
}

torch::Tensor nearest_rows(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report) {
  torch::Tensor out = torch::empty({a.size(0)}, torch::kInt64);
  for_distance_blocks(a, b, report, [&](std::int64_t first, const torch::Tensor& values) {
    out.narrow(0, first, values.size(0)).copy_(values.argmin(1));
  });
  return out;
}

double frechet_distance(const torch::Tensor& a, const torch::Tensor& b) {
  const Gaussian p = gaussian_of(a), q = gaussian_of(b);
  const auto [values, vectors] = torch::linalg_eigh(p.covariance, "L");
  const torch::Tensor root = torch::matmul(vectors * values.clamp_min(0).sqrt(), vectors.t());
  const torch::Tensor product = torch::matmul(torch::matmul(root, q.covariance), root);
  const torch::Tensor both = torch::linalg_eigvalsh((product + product.t()) / 2, "L").clamp_min(0).sqrt().sum();
  return ((p.mean - q.mean).square().sum() + p.covariance.trace() + q.covariance.trace() - 2 * both).item<double>();
}

double kernel_distance(const torch::Tensor& a, const torch::Tensor& b, const BlockReport& report) {
  const torch::Tensor x = a.to(torch::kFloat64), y = b.to(torch::kFloat64);
  return mean_kernel(x, x, true, part_of(report, 0, 3)) + mean_kernel(y, y, true, part_of(report, 1, 3)) -
         2 * mean_kernel(x, y, false, part_of(report, 2, 3));
}

Neighbourhoods neighbourhoods(const torch::Tensor& real, const torch::Tensor& fake, std::int64_t k,
                              const BlockReport& report) {
  const torch::Tensor real_radius = nearest_distances(real, real, k + 1, part_of(report, 0, 3));
  const torch::Tensor fake_radius = nearest_distances(fake, fake, k + 1, part_of(report, 1, 3));
  torch::Tensor fake_within = torch::zeros({fake.size(0)}, torch::kBool);
  double balls = 0, covered = 0, recalled = 0;
  for_distance_blocks(real, fake, part_of(report, 2, 3), [&](std::int64_t first, const torch::Tensor& distances) {
    const torch::Tensor in_real = distances.lt(real_radius.narrow(0, first, distances.size(0)).unsqueeze(1));
    fake_within.logical_or_(in_real.any(0));
    balls += in_real.sum().item<double>();
    covered += in_real.any(1).sum().item<double>();
    recalled += distances.lt(fake_radius).any(1).sum().item<double>();
  });
  const auto n = static_cast<double>(real.size(0)), m = static_cast<double>(fake.size(0));
  return {fake_within.sum().item<double>() / m, recalled / n, balls / (static_cast<double>(k) * m), covered / n};
}

}  // namespace zscope
