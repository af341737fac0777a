#pragma once

#include <cstdint>

namespace zscope {

// Single passes over rows of floats, for what layers and losses do beside products of matrices.

/// out = gradient where y > 0, else 0 (the gradient of a ReLU); y null: everywhere. `out` may be null: sums alone.
/// sums [columns] becomes the sum of the rows of `out`. All [rows, columns].
void relu_gradient(const float* gradient, const float* y, std::int64_t rows, std::int64_t columns, float* out,
                   float* sums);

// Batch normalisation over rows [rows, channels].

/// mean and (biased) variance of each channel, [channels].
void channel_moments(const float* x, std::int64_t rows, std::int64_t channels, float* mean, float* variance);
/// out = scale · x + shift.
void scale_channels(const float* x, const float* scale, const float* shift, std::int64_t rows, std::int64_t channels,
                    float* out);
/// Σ dy and Σ dy · x of each channel.
void channel_dots(const float* dy, const float* x, std::int64_t rows, std::int64_t channels, float* sum_dy,
                  float* sum_dy_x);
/// out = a · dy + b · x + c.
void mix_channels(const float* dy, const float* x, const float* a, const float* b, const float* c, std::int64_t rows,
                  std::int64_t channels, float* out);

/// The cross-entropy Σ softplus(l) − l·x of `count` logits l with x in [0, 1], and its gradient sigmoid(l) − x.
double cross_entropy(const float* logits, const float* x, std::int64_t count, float* gradient);

}  // namespace zscope
