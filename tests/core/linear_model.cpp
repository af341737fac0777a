#include "core/linear_model.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace zscope {

std::uint64_t mix(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t x = seed * 0x9e3779b97f4a7c15u + number + 0x632be59bd9b4e019u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

float normal(std::uint64_t seed, std::uint64_t number) {
  const double u = (static_cast<double>(mix(seed, 2 * number) >> 11) + 1.0) / 9007199254740993.0;  // (0, 1]
  const double v = static_cast<double>(mix(seed, 2 * number + 1) >> 11) / 9007199254740992.0;
  return static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v));
}

std::vector<std::int64_t> epoch_order(std::int64_t count, std::uint64_t seed, std::int64_t epoch) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  const std::uint64_t key = mix(seed, static_cast<std::uint64_t>(epoch));
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[mix(key, i) % i]);
  return order;
}

std::size_t LinearModel::size(int pixels, int latent_dim) {
  return 2 * static_cast<std::size_t>(latent_dim) * pixels + 2 * static_cast<std::size_t>(latent_dim) + pixels;
}

LinearModel::LinearModel(int pixels_of_picture, int dim, std::uint64_t seed)
    : pixels(pixels_of_picture), latent_dim(dim), parameters(size(pixels_of_picture, dim), 0.0f) {
  const float scale = 1 / std::sqrt(static_cast<float>(pixels));
  for (std::size_t i = 0; i < bias(); ++i) parameters[i] = scale * normal(seed, i);
  for (std::size_t i = decoder(); i < decoder_bias(); ++i) parameters[i] = 0.3f * normal(seed, i);
}

void LinearModel::encode(const float* picture, float* mean) const {
  for (int k = 0; k < latent_dim; ++k) {
    const float* row = parameters.data() + static_cast<std::size_t>(k) * pixels;
    mean[k] = parameters[bias() + k];
    for (int i = 0; i < pixels; ++i) mean[k] += row[i] * picture[i];
  }
}

void LinearModel::decode(const float* code, float* picture) const {
  for (int i = 0; i < pixels; ++i) {
    const float* row = parameters.data() + decoder() + static_cast<std::size_t>(i) * latent_dim;
    picture[i] = parameters[decoder_bias() + i];
    for (int k = 0; k < latent_dim; ++k) picture[i] += row[k] * code[k];
  }
}

std::vector<float> LinearModel::log_variances() const {
  return {parameters.begin() + static_cast<std::ptrdiff_t>(variance()),
          parameters.begin() + static_cast<std::ptrdiff_t>(decoder())};
}

LinearModel::Loss LinearModel::add_gradient(const float* picture, std::span<const float> noise, double beta,
                                            std::vector<float>& gradient) const {
  std::vector<float> mean(latent_dim), code(latent_dim), code_gradient(latent_dim, 0.0f), output(pixels);
  encode(picture, mean.data());
  Loss loss;
  for (int k = 0; k < latent_dim; ++k) {
    const float v = parameters[variance() + k];
    code[k] = mean[k] + std::exp(v / 2) * noise[k];
    loss.kl += 0.5 * (std::exp(v) + mean[k] * mean[k] - 1 - v);
  }
  decode(code.data(), output.data());
  for (int i = 0; i < pixels; ++i) {
    const float difference = output[i] - picture[i];
    const std::size_t row = decoder() + static_cast<std::size_t>(i) * latent_dim;
    loss.reconstruction += 0.5 * difference * difference;
    gradient[decoder_bias() + i] += difference;
    for (int k = 0; k < latent_dim; ++k) {
      gradient[row + k] += difference * code[k];
      code_gradient[k] += difference * parameters[row + k];
    }
  }
  const auto weight = static_cast<float>(beta);
  for (int k = 0; k < latent_dim; ++k) {
    const float v = parameters[variance() + k];
    const float mean_gradient = code_gradient[k] + weight * mean[k];
    gradient[bias() + k] += mean_gradient;
    gradient[variance() + k] +=
        code_gradient[k] * noise[k] * 0.5f * std::exp(v / 2) + weight * 0.5f * (std::exp(v) - 1);
    for (int i = 0; i < pixels; ++i) {
      gradient[static_cast<std::size_t>(k) * pixels + i] += mean_gradient * picture[i];
    }
  }
  return loss;
}

LinearModel::Loss LinearModel::loss(const float* picture) const {
  std::vector<float> mean(latent_dim), output(pixels);
  encode(picture, mean.data());
  decode(mean.data(), output.data());
  Loss loss;
  for (int k = 0; k < latent_dim; ++k) {
    const float v = parameters[variance() + k];
    loss.kl += 0.5 * (std::exp(v) + mean[k] * mean[k] - 1 - v);
  }
  for (int i = 0; i < pixels; ++i) loss.reconstruction += 0.5 * (output[i] - picture[i]) * (output[i] - picture[i]);
  return loss;
}

}  // namespace zscope
