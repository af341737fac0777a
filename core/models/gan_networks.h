#pragma once

#include "models/gan_layers.h"
#include "models/model.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

// The networks of adversarial models. Pictures are in [−1, 1] inside, in [0, 1] outside; points may lie beyond.

inline torch::Tensor to_inside(const torch::Tensor& pictures) { return pictures * 2 - 1; }
inline torch::Tensor to_outside(const torch::Tensor& pictures) { return (pictures + 1) / 2; }

/// Radford, Metz & Chintala 2015: weights from N(0, 0.02).
inline constexpr Initialisation kDcganInitialisation{0.02};

/// Makes pictures of points.
class Generator : public torch::nn::Module {
 public:
  /// [n, in] to pictures in [−1, 1].
  virtual torch::Tensor forward(const torch::Tensor& z) = 0;
};

/// Dense layers with batch normalisation and LeakyReLU, tanh at the end; nothing there where they make points.
std::shared_ptr<Generator> fully_connected_generator(std::int64_t in, const std::vector<long>& hidden,
                                                     const ModelSpec& spec);
/// DCGAN's: features of `channels`[0], then transposed convolutions with batch normalisation and ReLU, tanh at the end.
/// The two layers next to the picture double it; any before them keep its size.
std::shared_ptr<Generator> convolutional_generator(std::int64_t in, const std::vector<long>& channels, long kernel,
                                                   const ModelSpec& spec);

/// Says numbers about pictures (or points): a discriminator, or an encoder.
class PictureReader : public torch::nn::Module {
 public:
  /// Pictures in [−1, 1] to [n, outputs]. `noise` for dropout; without, nothing is left out.
  torch::Tensor forward(const torch::Tensor& pictures, Noise* noise = nullptr) {
    return head(features(pictures, noise));
  }
  /// What the last layer before the head says: [n, feature_count()].
  torch::Tensor features(const torch::Tensor& pictures, Noise* noise = nullptr) {
    return flattened(through(pictures, layers_.size(), noise));
  }
  /// The activations after so many layers, flattened: [n, ...].
  torch::Tensor activations(const torch::Tensor& pictures, std::size_t layers, Noise* noise = nullptr) {
    return through(pictures, layers, noise).flatten(1);
  }
  torch::Tensor head(const torch::Tensor& features) { return head_(features); }
  std::int64_t feature_count() const { return feature_count_; }

 protected:
  /// Pictures as the first layer takes them, and the last layer's activations as the head does.
  virtual torch::Tensor prepared(const torch::Tensor& pictures) = 0;
  virtual torch::Tensor flattened(const torch::Tensor& x) = 0;
  /// `before`: what becomes of the activations before they go in.
  template <typename Layer>
  void add_layer(Layer layer, std::function<torch::Tensor(const torch::Tensor&)> before = {}) {
    register_module("layer" + std::to_string(layers_.size()), layer);
    layers_.push_back(
        [layer, before](const torch::Tensor& x, Noise* noise) mutable { return layer(before ? before(x) : x, noise); });
  }
  void make_head(std::int64_t features, std::int64_t outputs, const LayerRules& rules, Noise& noise);

 private:
  torch::Tensor through(const torch::Tensor& pictures, std::size_t layers, Noise* noise);

  std::vector<std::function<torch::Tensor(const torch::Tensor&, Noise*)>> layers_;
  std::int64_t feature_count_ = 0;
  Head head_{nullptr};
};

/// Dense layers through `hidden` (see LeakyDense) over flattened pictures, or points, of `in` numbers. `outputs` 0: no
/// head, for its features only.
std::shared_ptr<PictureReader> fully_connected_reader(std::int64_t in, const std::vector<long>& hidden,
                                                      std::int64_t outputs, const LayerRules& rules,
                                                      const ModelSpec& spec);
/// The layers of a reader that sees the picture through convolutions.
struct ReaderLayers {
  std::vector<long> channels;  ///< of the convolutions, each of which halves the picture
  long kernel = 4;
  long units = 0;            ///< units of a dense layer after them: see discriminator_units(); 0: none
  bool global_pool = false;  ///< the largest value of each channel goes on, not all places
};
/// Convolutions (see LeakyConvolution), none normalised by batch where the picture comes in.
std::shared_ptr<PictureReader> convolutional_reader(const ImageShape& shape, const ReaderLayers& layers,
                                                    std::int64_t outputs, const LayerRules& rules,
                                                    const ModelSpec& spec);
/// The setting ReaderLayers::units of a discriminator. Without such a layer its verdict is linear in what small
/// places show, and it hardly minds whether strokes that are each a digit's make one together.
SettingInfo discriminator_units();

}  // namespace zscope
