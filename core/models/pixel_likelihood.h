#pragma once

#include "models/model.h"
#include "models/objectives.h"
#include "models/pictures.h"

#include <vector>

namespace zscope {

/// How likely a picture is given a decoder's output, for every model that reconstructs. By the setting `likelihood`:
/// - bernoulli: the output is logits;
/// - mse: squared error, a Gaussian at σ = 1;
/// - gaussian: one σ for all pixels, learned;
/// - gaussian-optimal: one σ for all pixels, the best there is for the batch (σ-VAE: Rybkin et al. 2020), which is the
///   root of its mean squared error. Test pictures are judged by the σ that training arrived at;
/// - gaussian-pixel: a σ for each pixel, which the decoder gives beside the mean.
/// Its parameter and buffer are registered in the model that owns it.
class PixelLikelihood {
 public:
  PixelLikelihood(torch::nn::Module& owner, const ModelSpec& spec);
  PixelLikelihood(const PixelLikelihood&) = delete;
  PixelLikelihood& operator=(const PixelLikelihood&) = delete;

  /// The settings `likelihood` and `binarize`, for a model's list.
  static std::vector<SettingInfo> settings();

  /// Pictures as the model is taught to see them, without chance and with it.
  torch::Tensor input(const torch::Tensor& images) const;
  torch::Tensor target(const torch::Tensor& images, Noise& noise) const;
  /// Channels that the decoder's output has.
  int decoder_channels() const { return kind_ == Kind::gaussian_pixel ? 2 * shape_.channels : shape_.channels; }
  /// −log p(x | output) in nats. In training, call it once in a phase.
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& x, Over over = Over::batch);
  /// The mean: pixels in [0, 1], or points, which have no such bounds.
  torch::Tensor picture(const torch::Tensor& output) const { return unit_from_output(mean(output), shape_); }
  /// Nats per image that loss() leaves out, see Model::left_out_constant.
  double left_out_constant() const;
  /// What a phase that calls loss() must declare.
  Coupling coupling() const { return kind_ == Kind::gaussian_optimal ? Coupling::statistics : Coupling::none; }

 private:
  enum class Kind { bernoulli, mse, gaussian, gaussian_optimal, gaussian_pixel };
  static Kind kind_from_name(const std::string& name);
  torch::Tensor mean(const torch::Tensor& output) const { return output.narrow(1, 0, shape_.channels); }
  void check_points() const;
  torch::Tensor optimal_log_sigma(const torch::Tensor& pixels, const torch::Tensor& x);

  torch::nn::Module& owner_;
  Collective& collective_;
  Kind kind_;
  ImageShape shape_;
  std::string binarize_;
  torch::Tensor raw_log_sigma_;  ///< [1], parameter of `gaussian`
  torch::Tensor log_sigma_;      ///< [1], buffer of `gaussian-optimal`: where training has arrived
};

}  // namespace zscope
