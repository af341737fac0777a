#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zscope {

/// A variational autoencoder whose encoder and decoder are linear, with its gradients written out by hand.
/// The loss of a picture is |x̂ − x|² / 2 + β KL(N(Wx + b, diag exp v) ‖ N(0, I)), pixels in [0, 1].
struct LinearModel {
  int pixels = 0;
  int latent_dim = 0;
  /// W [latent, pixels], b [latent], v [latent], V [pixels, latent], c [pixels], one after the other.
  std::vector<float> parameters;

  LinearModel() = default;
  LinearModel(int pixels, int latent_dim, std::uint64_t seed);
  static std::size_t size(int pixels, int latent_dim);

  void encode(const float* picture, float* mean) const;
  void decode(const float* code, float* picture) const;
  std::vector<float> log_variances() const;

  struct Loss {
    double reconstruction = 0;
    double kl = 0;
  };
  /// Adds the gradient of one picture's loss. `noise` [latent_dim] is drawn from N(0, I).
  Loss add_gradient(const float* picture, std::span<const float> noise, double beta,
                    std::vector<float>& gradient) const;
  /// The loss with the posterior mean in place of a draw.
  Loss loss(const float* picture) const;

  // Where the parts begin.
  std::size_t bias() const { return static_cast<std::size_t>(latent_dim) * pixels; }
  std::size_t variance() const { return bias() + latent_dim; }
  std::size_t decoder() const { return variance() + latent_dim; }
  std::size_t decoder_bias() const { return decoder() + static_cast<std::size_t>(latent_dim) * pixels; }
};

/// A number in [0, 2^64) that depends on both and looks random (SplitMix64).
std::uint64_t mix(std::uint64_t seed, std::uint64_t number);
/// A draw from N(0, 1), the same for the same arguments.
float normal(std::uint64_t seed, std::uint64_t number);
/// The order in which an epoch visits the pictures: each exactly once.
std::vector<std::int64_t> epoch_order(std::int64_t count, std::uint64_t seed, std::int64_t epoch);

}  // namespace zscope
