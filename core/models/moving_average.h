#pragma once

#include "models/libtorch.h"

#include <memory>

namespace zscope {

/// Keeps a second module of the same kind as the moving average of one that trains: parameters and buffers. They are
/// all buffers here, which no optimizer touches and every snapshot and checkpoint holds.
class MovingAverageImpl : public torch::nn::Module {
 public:
  /// Starts `averaged` as a copy of `source`; it evaluates, never trains.
  MovingAverageImpl(std::shared_ptr<torch::nn::Module> averaged, const torch::nn::Module& source);
  /// averaged ← d · averaged + (1 − d) · source; d rises to `decay` over the first updates, so that the first weights
  /// are soon forgotten.
  void update(const torch::nn::Module& source, double decay);

 private:
  std::shared_ptr<torch::nn::Module> averaged_;  ///< not a child: its tensors are this module's buffers
  torch::Tensor updates_;                        ///< [1]
};
TORCH_MODULE(MovingAverage);

}  // namespace zscope
