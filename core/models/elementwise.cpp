#include "models/elementwise.h"

#include "base/vectorised.h"

#include <algorithm>
#include <cmath>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
// glibc's math in vectors (libmvec), which its headers declare only where all of a file may be less than exact.
extern "C" {
__attribute__((__simd__("notinbranch"))) float expf(float) noexcept;
__attribute__((__simd__("notinbranch"))) float logf(float) noexcept;
}
#endif

namespace zscope {

ZSCOPE_VECTORISED void relu_gradient(const float* gradient, const float* y, std::int64_t rows, std::int64_t columns,
                                     float* out, float* __restrict sums) {
  for (std::int64_t c = 0; c < columns; ++c) sums[c] = 0;
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* __restrict from = gradient + r * columns;
    if (y == nullptr) {
      for (std::int64_t c = 0; c < columns; ++c) sums[c] += from[c];
      continue;
    }
    const float* __restrict on = y + r * columns;
    float* __restrict to = out + r * columns;
    for (std::int64_t c = 0; c < columns; ++c) {
      const float value = on[c] > 0 ? from[c] : 0.0f;
      to[c] = value;
      sums[c] += value;
    }
  }
}

ZSCOPE_VECTORISED double cross_entropy(const float* __restrict logits, const float* __restrict x, std::int64_t count,
                                       float* __restrict gradient) {
  constexpr std::int64_t kRun = 1024;  // summed in fp32, runs in fp64
  double total = 0;
  for (std::int64_t first = 0; first < count; first += kRun) {
    const std::int64_t last = std::min(count, first + kRun);
    float sum = 0;
    // log(1 + e^l) = max(l, 0) + log(1 + e^−|l|): no overflow.
#pragma GCC ivdep
    for (std::int64_t i = first; i < last; ++i) {
      const float l = logits[i], e = expf(-std::fabs(l));
      const float larger = l > 0 ? l : 0.0f;
      gradient[i] = (l >= 0 ? 1.0f : e) / (1.0f + e) - x[i];
      sum += larger + logf(1.0f + e) - l * x[i];
    }
    total += sum;
  }
  return total;
}

ZSCOPE_VECTORISED void channel_moments(const float* x, std::int64_t rows, std::int64_t channels, float* __restrict mean,
                                       float* __restrict variance) {
  for (std::int64_t c = 0; c < channels; ++c) mean[c] = variance[c] = 0;
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* __restrict from = x + r * channels;
    for (std::int64_t c = 0; c < channels; ++c) mean[c] += from[c];
  }
  const float share = 1.0f / static_cast<float>(rows);
  for (std::int64_t c = 0; c < channels; ++c) mean[c] *= share;
  // About the mean, in a second pass: no cancellation.
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* __restrict from = x + r * channels;
    for (std::int64_t c = 0; c < channels; ++c) variance[c] += (from[c] - mean[c]) * (from[c] - mean[c]);
  }
  for (std::int64_t c = 0; c < channels; ++c) variance[c] *= share;
}

ZSCOPE_VECTORISED void scale_channels(const float* x, const float* __restrict scale, const float* __restrict shift,
                                      std::int64_t rows, std::int64_t channels, float* out) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* __restrict from = x + r * channels;
    float* __restrict to = out + r * channels;
    for (std::int64_t c = 0; c < channels; ++c) to[c] = from[c] * scale[c] + shift[c];
  }
}

ZSCOPE_VECTORISED void channel_dots(const float* dy, const float* x, std::int64_t rows, std::int64_t channels,
                                    float* __restrict sum_dy, float* __restrict sum_dy_x) {
  for (std::int64_t c = 0; c < channels; ++c) sum_dy[c] = sum_dy_x[c] = 0;
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* __restrict gradient = dy + r * channels;
    const float* __restrict from = x + r * channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      sum_dy[c] += gradient[c];
      sum_dy_x[c] += gradient[c] * from[c];
    }
  }
}

ZSCOPE_VECTORISED void mix_channels(const float* dy, const float* x, const float* __restrict a,
                                    const float* __restrict b, const float* __restrict c, std::int64_t rows,
                                    std::int64_t channels, float* out) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* __restrict gradient = dy + r * channels;
    const float* __restrict from = x + r * channels;
    float* __restrict to = out + r * channels;
    for (std::int64_t i = 0; i < channels; ++i) to[i] = a[i] * gradient[i] + b[i] * from[i] + c[i];
  }
}

}  // namespace zscope
