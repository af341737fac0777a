#pragma once

#include "models/libtorch.h"

#include <unordered_map>
#include <vector>

namespace zscope {

/// The gradient of a weight [out, in] as the product that it is, not computed yet: dyᵀ · x.
struct WeightProduct {
  torch::Tensor dy;  ///< [n, out]
  torch::Tensor x;   ///< [n, in]; both fp32 or both bf16
};

/// Gradients of weights that the layers of one replica left as products in their backward pass. What it gains: the
/// update computes them a block of rows at a time, for all replicas at once, and uses the block while it lies in the
/// cache, so that no gradient of a weight is written to memory, read by another core, summed or cleared (a third of the
/// products' and optimizer's time in a fully connected VAE).
class DeferredGradients {
 public:
  /// `gradient`: where the layer would have added it, and what it is found by.
  void add(const torch::Tensor& gradient, WeightProduct product) {
    products_[gradient.data_ptr<float>()].push_back(std::move(product));
  }
  /// In the order in which they were added.
  const std::vector<WeightProduct>& of(const torch::Tensor& gradient) const {
    static const std::vector<WeightProduct> none;
    const auto found = products_.find(gradient.data_ptr<float>());
    return found == products_.end() ? none : found->second;
  }
  void clear() {
    for (auto& item : products_) item.second.clear();
  }

  /// Where layers on this thread leave theirs; null where they are to compute them.
  static DeferredGradients* here() { return place(); }
  /// While it lives, layers on this thread leave their products in `gradients` (null: nowhere).
  class Scope {
   public:
    explicit Scope(DeferredGradients* gradients) : before_(place()) { place() = gradients; }
    ~Scope() { place() = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    DeferredGradients* before_;
  };

 private:
  static DeferredGradients*& place() {
    thread_local DeferredGradients* gradients = nullptr;
    return gradients;
  }

  std::unordered_map<const float*, std::vector<WeightProduct>> products_;
};

}  // namespace zscope
