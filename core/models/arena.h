#pragma once

#include "models/libtorch.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

/// One flat tensor that holds every parameter of a model (or every buffer of one dtype), each starting on a 64-byte
/// boundary. Modules hold views of it, so that a snapshot is one copy, an optimizer step one pass, an all-reduce one
/// call. Convolution weights lie channels-last. A graph must never outlive an update of the arena: version counters do
/// not see writes made past them, so `stamp()` is compared before and after a backward pass.
class Arena {
 public:
  struct Entry {
    std::string name;
    std::int64_t offset = 0;  ///< elements from the start of `flat()`
    std::int64_t size = 0;    ///< elements
    std::vector<std::int64_t> shape;
  };

  Arena() = default;
  /// Lays out `tensors` (all of one dtype and device) and copies their values. They are not changed: see bind().
  explicit Arena(const torch::OrderedDict<std::string, torch::Tensor>& tensors);

  const torch::Tensor& flat() const { return flat_; }
  const std::vector<Entry>& entries() const { return entries_; }
  std::int64_t size() const { return flat_.defined() ? flat_.numel() : 0; }

  /// A view of `entry` within `flat`, a tensor laid out as this arena is.
  static torch::Tensor view(const torch::Tensor& flat, const Entry& entry);
  /// Makes the tensors of a module (same names and shapes) views of `flat`.
  void bind(const torch::OrderedDict<std::string, torch::Tensor>& tensors, const torch::Tensor& flat) const;
  /// Makes the gradients of a module's parameters views of `flat`, a zeroed tensor of this layout, and returns them.
  /// Each has a version counter of its own: Tensor::_version tells whether autograd wrote to it.
  std::vector<torch::Tensor> bind_gradients(const torch::OrderedDict<std::string, torch::Tensor>& parameters,
                                            const torch::Tensor& flat) const;
  /// A zeroed tensor of this layout, with gaps.
  torch::Tensor like() const { return torch::zeros_like(flat_); }

  /// Rises with every update of the values; whoever writes to flat() calls touch().
  std::uint64_t stamp() const { return stamp_; }
  void touch() { ++stamp_; }

 private:
  torch::Tensor flat_;
  std::vector<Entry> entries_;
  std::uint64_t stamp_ = 0;
};

}  // namespace zscope
