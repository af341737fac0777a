#include "models/category_code.h"

#include <cmath>
#include <numbers>

namespace zscope {
namespace {

/// E[max of k normal numbers] = ∫ x k φ(x) Φ(x)^(k − 1) dx.
double expected_largest(std::int64_t k) {
  constexpr double kStep = 1e-3, kFar = 8;
  double sum = 0;
  for (double x = -kFar; x <= kFar; x += kStep) {
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
    const double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    sum += kStep * x * static_cast<double>(k) * density * std::pow(below, static_cast<double>(k - 1));
  }
  return sum;
}

}  // namespace

torch::Tensor chosen(const torch::Tensor& numbers) {
  return one_hot_rows(numbers.argmax(1), numbers.size(1)).to(numbers.scalar_type());
}

torch::Tensor one_hot_rows(const torch::Tensor& classes, std::int64_t count) {
  return classes.unsqueeze(1).eq(torch::arange(count, classes.options())).to(torch::kFloat32);
}

torch::Tensor expected_numbers(const torch::Tensor& probabilities) {
  const std::int64_t k = probabilities.size(1);
  if (k < 2) return torch::zeros_like(probabilities);
  // Whichever is the largest, the numbers' sum is 0 on average: the others share its negative.
  const double largest = expected_largest(k), other = -largest / static_cast<double>(k - 1);
  return other + (largest - other) * probabilities;
}

}  // namespace zscope
