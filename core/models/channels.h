#pragma once

#include "models/libtorch.h"

#include <cstdint>
#include <vector>

namespace zscope {

/// One value for each channel of x [n, channels, ...], as [1, channels, 1, ...] for broadcasting over it.
inline torch::Tensor per_channel(const torch::Tensor& values, const torch::Tensor& x) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
  shape[1] = values.size(0);
  return values.view(shape);
}

}  // namespace zscope
