#pragma once

#include <cstdint>

namespace zscope {

// Single passes over flat arrays of floats, compiled for several widths of vector; the loader picks the widest that the
// processor has. Arrays must not overlap.

constexpr float kAdamEpsilon = 1e-8f;
constexpr float kWeightDecay = 0.01f;  ///< of AdamW, times the learning rate
constexpr float kRmsDecay = 0.99f;
constexpr float kRmsEpsilon = 1e-8f;
constexpr float kMomentum = 0.9f;

/// into += from; from = 0.
void add_and_clear(float* __restrict into, float* __restrict from, std::int64_t count);
/// Adam (Kingma & Ba 2014) with the bias corrections folded into `step_size` and `inverse_root_correction2`, of
/// parameters that are first multiplied by `keep` (1: Adam itself).
void adam(float* __restrict parameter, const float* __restrict gradient, float* __restrict m, float* __restrict v,
          std::int64_t count, float beta1, float beta2, float step_size, float inverse_root_correction2, float keep);
/// RMSprop as PyTorch defines it.
void rmsprop(float* __restrict parameter, const float* __restrict gradient, float* __restrict v, std::int64_t count,
             float learning_rate);
/// Stochastic gradient descent with momentum as PyTorch defines it.
void momentum_step(float* __restrict parameter, const float* __restrict gradient, float* __restrict m,
                   std::int64_t count, float learning_rate);
/// Rounded to the nearest bf16 (the upper half of a float), ties to even; NaN stays NaN.
void round_to_bf16(const float* __restrict from, std::uint16_t* __restrict to, std::int64_t count);
/// Rows of `size` bytes chosen by index, as floats in [0, 1]: to[i] = from[indices[i]] / 255.
void gather_scaled(const std::uint8_t* from, const std::int64_t* indices, std::int64_t count, std::int64_t size,
                   float* to);

}  // namespace zscope
