#pragma once

#include "models/arena.h"
#include "models/deferred_gradients.h"

#include "models/libtorch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace zscope {

/// The stretch [first, last) of the arena that belongs to one parameter, and its number there.
struct ArenaRange {
  std::int64_t first = 0, last = 0;
  std::size_t entry = 0;
};

/// Stretches that touch as one: a device, where no gradient is left as a product, is asked for as few operations as
/// there are stretches.
std::vector<ArenaRange> joined(const std::vector<ArenaRange>& ranges);

/// What the replicas of a model leave for its optimizers: each a flat tensor laid out as the arena, into which autograd
/// adds, and products that are not computed yet (models/deferred_gradients.h).
class Gradients {
 public:
  explicit Gradients(const Arena& arena);

  /// Adds a replica: `parameters` of its modules get gradients that are views of its flat tensor.
  void bind(const torch::OrderedDict<std::string, torch::Tensor>& parameters);
  std::size_t replicas() const { return replicas_.size(); }
  torch::Tensor& flat(std::size_t replica) { return replicas_[replica]->flat; }
  DeferredGradients& deferred(std::size_t replica) { return replicas_[replica]->deferred; }

  using Work = std::function<void(std::int64_t first, const torch::Tensor& gradient)>;
  /// Piece `piece` of `pieces` of the gradient of one parameter, summed over replicas: work(first, gradient) for blocks
  /// of it, `gradient` [count] being that of arena elements [first, first + count). Clears it. Pieces may be visited by
  /// several threads at once.
  void visit(const ArenaRange& range, int piece, int pieces, const Work& work);
  /// After every piece was visited: what this replica left is used up.
  void forget(std::size_t replica);

 private:
  struct Replica {
    torch::Tensor flat;
    std::vector<torch::Tensor> views;  ///< of parameters; each counts how often it was written (Tensor::_version)
    std::vector<std::uint32_t> seen;   ///< those counts when forget() was last called
    DeferredGradients deferred;
  };

  void visit_flat(std::int64_t first, std::int64_t last, const Work& work);
  /// `written`: flat tensors that hold something of this gradient beside the products; `start`: its first element.
  void visit_products(const std::vector<const WeightProduct*>& products, const std::vector<torch::Tensor*>& written,
                      std::int64_t start, int piece, int pieces, const Work& work);

  const Arena& arena_;
  std::vector<std::unique_ptr<Replica>> replicas_;
};

}  // namespace zscope
