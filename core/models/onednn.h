#pragma once

#ifdef ZSCOPE_ONEDNN

#include "models/libtorch.h"

#include <dnnl.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace zscope {

inline const dnnl::engine& onednn_engine() {
  static const dnnl::engine processor(dnnl::engine::kind::cpu, 0);
  return processor;
}

/// This thread's own.
inline dnnl::stream& onednn_stream() {
  thread_local dnnl::stream stream(onednn_engine());
  return stream;
}

inline dnnl::memory::data_type onednn_type(const torch::Tensor& x) {
  return x.scalar_type() == torch::kBFloat16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
}

/// What one thread has made ready, by the numbers that decide it: making a primitive costs a hundred times what using
/// it does. Emptied when it has grown past all reason (short last batches, blocks of every size).
template <typename Value, std::size_t size>
class PrimitiveCache {
 public:
  using Key = std::array<std::int64_t, size>;
  template <typename Make>
  Value& get(const Key& key, Make&& make) {
    constexpr std::size_t kMost = 4096;
    const auto found = kept_.find(key);
    if (found != kept_.end()) return found->second;
    if (kept_.size() >= kMost) kept_.clear();
    return kept_.emplace(key, make()).first->second;
  }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const {
      std::size_t hash = 0;
      for (const std::int64_t number : key) hash = hash * 1000003 + static_cast<std::size_t>(number);
      return hash;
    }
  };
  std::unordered_map<Key, Value, Hash> kept_;
};

}  // namespace zscope

#endif
