#pragma once

#include "models/libtorch.h"

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

/// A stretch [first, last) of the arena.
struct ArenaRange {
  std::int64_t first = 0, last = 0;
};

/// One phase's optimizer: one pass over flat arrays that sums the gradients of all replicas, steps the parameters and
/// clears the gradients. Threads share the pass by pieces; a step is begin() once, then step_piece() for every piece.
/// Adam: Kingma & Ba 2014; AdamW: Loshchilov & Hutter 2019, decay 0.01 as PyTorch has it; RMSprop (decay 0.99) and SGD
/// with momentum 0.9 as PyTorch defines them.
class Optimizer {
 public:
  Optimizer(OptimizerOptions options, std::vector<ArenaRange> ranges, const torch::Tensor& arena);

  void set_learning_rate(double value) { options_.learning_rate = value; }
  void begin();
  /// Piece `piece` of `pieces`. `gradients`: flat tensors laid out as the arena, one per replica; cleared in passing.
  void step_piece(torch::Tensor& arena, std::vector<torch::Tensor>& gradients, int piece, int pieces);

  /// Moments by name, for checkpoints; gaps of the arena included.
  std::vector<std::pair<std::string, torch::Tensor>> state() const;
  std::int64_t steps() const { return steps_; }
  void restore_steps(std::int64_t steps) { steps_ = steps; }

 private:
  void step_stretch(torch::Tensor& arena, std::vector<torch::Tensor>& gradients, std::int64_t first, std::int64_t last,
                    std::int64_t state_first);
  void step_stretch_anywhere(torch::Tensor& arena, std::vector<torch::Tensor>& gradients, std::int64_t first,
                             std::int64_t last, std::int64_t state_first);

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
