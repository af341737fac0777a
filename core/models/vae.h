#pragma once

#include "models/model.h"
#include "models/objectives.h"

namespace zscope {

/// The objective that every VAE shares: reconstruction + β·KL over an encoder and a decoder that the model brings.
/// Minimised; its negative at β = 1 is the ELBO (Kingma & Welling 2013; β: Higgins et al. 2017).
class VariationalAutoencoder : public Model {
 public:
  explicit VariationalAutoencoder(const ModelSpec& spec);

  std::vector<Phase> phases() override;
  int latent_dim() const override { return latent_dim_; }
  torch::Tensor input(const torch::Tensor& images) const override;
  double left_out_constant() const override;
  Posterior encode(const torch::Tensor& images, const torch::Tensor& labels) override;
  torch::Tensor decode(const torch::Tensor& z, const torch::Tensor& labels) override;
  std::vector<std::pair<std::string, torch::Tensor>> test_losses(StepContext& context) override;
  void set(const std::string& name, const std::string& value) override;

  /// The settings `latent_dim`, `beta`, `warmup_epochs`, `likelihood`, `kl`, `binarize`, for a model's list.
  static std::vector<SettingInfo> settings(const std::string& latent_dim);

 protected:
  /// [n, 2 · latent_dim]: means, then log-variances.
  virtual torch::Tensor encoder_output(const torch::Tensor& images) = 0;
  /// [n, channels, h, w]: logits of the pixels.
  virtual torch::Tensor decoder_output(const torch::Tensor& z) = 0;

 private:
  struct Terms {
    torch::Tensor reconstruction, kl;  ///< sums over the images
  };
  Terms terms(StepContext& context);
  torch::Tensor target(const torch::Tensor& images, Noise& noise) const;

  int latent_dim_;
  std::int64_t pixels_;
  double beta_;
  double warmup_epochs_;
  Likelihood likelihood_;
  bool sampled_kl_;
  std::string binarize_;
  torch::Tensor raw_log_sigma_;  ///< [1], with the gaussian likelihood
};

}  // namespace zscope
