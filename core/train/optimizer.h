#pragma once

#include "models/libtorch.h"
#include "train/gradients.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

enum class Rule { adam, adamw, rmsprop, sgd };

Rule rule_from_name(const std::string& name);

struct OptimizerOptions {
  Rule rule = Rule::adam;
  double learning_rate = 1e-3;
  double beta1 = 0.9;    ///< adam, adamw
  double beta2 = 0.999;  ///< adam, adamw
};

/// One phase's optimizer: one pass over the gradients of all replicas, summed, that steps the parameters. Threads share
/// the pass by pieces; a step is begin() once, then step_piece() for every piece.
/// Adam: Kingma & Ba 2014; AdamW: Loshchilov & Hutter 2019, decay 0.01 as PyTorch has it; RMSprop (decay 0.99) and SGD
/// with momentum 0.9 as PyTorch defines them.
class Optimizer {
 public:
  Optimizer(OptimizerOptions options, std::vector<ArenaRange> ranges, const torch::Tensor& arena);

  void set_learning_rate(double value) { options_.learning_rate = value; }
  void begin();
  /// Piece `piece` of `pieces`; clears what it takes of the gradients. `rounded`, where defined, is laid out as the
  /// arena and becomes the parameters' roundings to bf16 (on the processor only).
  void step_piece(torch::Tensor& arena, Gradients& gradients, int piece, int pieces, const torch::Tensor& rounded = {});

  /// Moments by name, for checkpoints; gaps of the arena included.
  std::vector<std::pair<std::string, torch::Tensor>> state() const;
  std::int64_t steps() const { return steps_; }
  void restore_steps(std::int64_t steps) { steps_ = steps; }

 private:
  /// Steps `count` parameters; their moments lie from `state_first` on.
  void step_stretch(float* parameter, const float* gradient, std::int64_t count, std::int64_t state_first);
  void step_stretch_anywhere(torch::Tensor& arena, const torch::Tensor& gradient, std::int64_t first,
                             std::int64_t state_first);

  /// What a step leaves of the parameters before it moves them.
  double keep() const;

  OptimizerOptions options_;
  std::vector<ArenaRange> ranges_;
  std::int64_t elements_ = 0;
  torch::Tensor moment1_;  ///< [elements] adam's m, sgd's momentum
  torch::Tensor moment2_;  ///< [elements] adam's v, rmsprop's mean square
  std::int64_t steps_ = 0;
};

}  // namespace zscope
