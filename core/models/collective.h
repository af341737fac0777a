#pragma once

#include "models/libtorch.h"

namespace zscope {

/// What replicas of one model say to each other during a step. The one of a single replica does nothing.
class Collective {
 public:
  virtual ~Collective() = default;
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  /// The sum of every replica's `values` (same shape, float), in the order of ranks, so that all hold the same bits.
  virtual torch::Tensor sum(const torch::Tensor& values) { return values; }
};

}  // namespace zscope
