#pragma once

#include "models/arena.h"
#include "models/checkpoint.h"
#include "models/model.h"

#include <cstddef>
#include <vector>

namespace zscope {

/// A model's parameters in one arena and its buffers in one for each dtype, and the ways in and out: bytes for
/// snapshots, named tensors for checkpoints.
class ModelState {
 public:
  /// Takes over the model's tensors: from here on they are views of the arenas.
  explicit ModelState(Model& model);

  Arena& parameters() { return parameters_; }
  const Arena& parameters() const { return parameters_; }

  std::vector<std::byte> parameter_bytes() const;
  std::vector<std::byte> buffer_bytes() const;
  /// Throws Error when the sizes do not fit.
  void load_bytes(const std::vector<std::byte>& parameters, const std::vector<std::byte>& buffers);

  /// Tensors "model/NAME" and "buffer/NAME", contiguous.
  void save(Checkpoint& checkpoint) const;
  /// Throws Error naming the tensor that is missing or has another shape.
  void load(const Checkpoint& checkpoint);
  /// Copies the buffers of another model of the same kind (a replica's from the first).
  void copy_buffers_to(Model& replica) const;

 private:
  Arena parameters_;
  std::vector<Arena> buffers_;  ///< one per dtype
};

/// A tensor as a checkpoint holds it, and back. Throws Error for a dtype that checkpoints do not hold.
NamedTensor to_named(const std::string& name, const torch::Tensor& tensor);
torch::Tensor from_named(const NamedTensor& tensor);
/// The tensor of that name, of that shape. Throws Error naming it otherwise.
torch::Tensor checked_tensor(const Checkpoint& checkpoint, const std::string& name, torch::IntArrayRef shape);

}  // namespace zscope
