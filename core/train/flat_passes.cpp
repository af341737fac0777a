#include "train/flat_passes.h"

#include "base/vectorised.h"

#include <bit>

namespace zscope {

ZSCOPE_VECTORISED void add_and_clear(float* __restrict into, float* __restrict from, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    into[i] += from[i];
    from[i] = 0;
  }
}

ZSCOPE_VECTORISED void adam(float* __restrict parameter, const float* __restrict gradient, float* __restrict m,
                            float* __restrict v, std::int64_t count, float beta1, float beta2, float step_size,
                            float inverse_root_correction2, float keep) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    m[i] += (1 - beta1) * (g - m[i]);
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    parameter[i] =
        keep * parameter[i] - step_size * m[i] / (__builtin_sqrtf(v[i]) * inverse_root_correction2 + kAdamEpsilon);
  }
}

ZSCOPE_VECTORISED void rmsprop(float* __restrict parameter, const float* __restrict gradient, float* __restrict v,
                               std::int64_t count, float learning_rate) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    v[i] = kRmsDecay * v[i] + (1 - kRmsDecay) * g * g;
    parameter[i] -= learning_rate * g / (__builtin_sqrtf(v[i]) + kRmsEpsilon);
  }
}

ZSCOPE_VECTORISED void momentum_step(float* __restrict parameter, const float* __restrict gradient, float* __restrict m,
                                     std::int64_t count, float learning_rate) {
  for (std::int64_t i = 0; i < count; ++i) {
    m[i] = kMomentum * m[i] + gradient[i];
    parameter[i] -= learning_rate * m[i];
  }
}

ZSCOPE_VECTORISED void round_to_bf16(const float* __restrict from, std::uint16_t* __restrict to, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(from[i]);
    const std::uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    to[i] = static_cast<std::uint16_t>((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded);
  }
}

ZSCOPE_VECTORISED void gather_scaled(const std::uint8_t* from, const std::int64_t* indices, std::int64_t count,
                                     std::int64_t size, float* to) {
  constexpr float kScale = 1.0f / 255.0f;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint8_t* __restrict row = from + indices[i] * size;
    float* __restrict out = to + i * size;
    for (std::int64_t j = 0; j < size; ++j) out[j] = static_cast<float>(row[j]) * kScale;
  }
}

}  // namespace zscope
