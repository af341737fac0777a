#pragma once

#include "models/libtorch.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

namespace zscope {

inline torch::Tensor doubles(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::kFloat64);
}

/// The largest difference between a gradient and central differences of `f`, relative to the gradient's size.
template <typename Function>
double gradient_error(Function&& f, torch::Tensor x) {
  x = x.clone().requires_grad_(true);
  f(x).backward();
  const torch::Tensor gradient = x.grad();
  torch::Tensor flat = x.detach().clone().view(-1);
  double worst = 0;
  for (std::int64_t i = 0; i < flat.numel(); ++i) {
    const double step = 1e-5, old = flat[i].item<double>();
    flat[i] = old + step;
    const double above = f(flat.view(x.sizes())).template item<double>();
    flat[i] = old - step;
    const double below = f(flat.view(x.sizes())).template item<double>();
    flat[i] = old;
    worst = std::max(worst, std::abs((above - below) / (2 * step) - gradient.view(-1)[i].item<double>()));
  }
  return worst / std::max(1.0, gradient.abs().max().item<double>());
}

}  // namespace zscope
