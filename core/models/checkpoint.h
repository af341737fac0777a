#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zscope {

/// A tensor as a file holds it. `dtype` is safetensors' word: "F32", "F64", "I64", "U8", "BF16", ...
struct NamedTensor {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> data;  ///< little-endian, contiguous, row-major
};

/// All that a run needs to go on: parameters ("model/..."), buffers ("buffer/..."), optimizer ("optimizer/PHASE/..."),
/// random state ("random/..."); small values as text in `metadata`.
struct Checkpoint {
  std::int64_t step = 0;
  std::vector<NamedTensor> tensors;
  std::map<std::string, std::string> metadata;

  /// The tensor of that name, or null.
  const NamedTensor* find(const std::string& name) const {
    const auto found =
        std::find_if(tensors.begin(), tensors.end(), [&](const NamedTensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
  }
};

}  // namespace zscope
