#pragma once

#include "models/libtorch.h"

#include <cstdint>

namespace zscope {

/// Random numbers from a generator of its own: nobody draws from LibTorch's global one, so that a run repeats bit for
/// bit whatever other threads do. One thread at a time.
class Noise {
 public:
  Noise(torch::Device device, std::uint64_t seed);

  /// Draws from N(0, 1) of the given shape, whose first dimension is images.
  torch::Tensor normal(torch::IntArrayRef shape);
  /// Draws from U[0, 1).
  torch::Tensor uniform(torch::IntArrayRef shape);
  /// 0 or 1 with the probabilities given.
  torch::Tensor bernoulli(const torch::Tensor& probability);
  torch::Tensor permutation(std::int64_t count);
  torch::Generator& generator() { return generator_; }
  /// Another generator that goes on from where this one is: what was told of the old one (a graph that could not be
  /// recorded) knows nothing of it.
  void renew() { generator_ = generator_.clone(); }

  /// Makes every draw be that of a whole batch of `whole` images, of which rows [first, first + n) are returned: so
  /// that one replica and several, seeded alike, see the same noise. For tests; `whole` 0 turns it off.
  void share(std::int64_t first, std::int64_t whole);

  /// The generator's state, for checkpoints: bytes on the CPU.
  torch::Tensor state() const;
  void restore(const torch::Tensor& state);

 private:
  template <typename Draw>
  torch::Tensor drawn(torch::IntArrayRef shape, Draw&& draw);

  torch::Device device_;
  torch::Generator generator_;
  std::int64_t first_ = 0;
  std::int64_t whole_ = 0;
};

}  // namespace zscope
