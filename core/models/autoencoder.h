#pragma once

#include "models/model.h"
#include "models/pixel_likelihood.h"

#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// What every model shares that is taught to make its pictures again from codes: one phase, in which an encoder and a
/// decoder lower one objective, and a likelihood that says how well a picture was made.
class Autoencoder : public Model {
 public:
  Autoencoder(const ModelSpec& spec, int latent_dim) : latent_dim_(latent_dim), likelihood_(*this, spec) {}

  std::vector<Phase> phases() override;
  int latent_dim() const override { return latent_dim_; }
  torch::Tensor input(const torch::Tensor& images) const override { return likelihood_.input(images); }
  double left_out_constant() const override { return likelihood_.left_out_constant(); }
  torch::Tensor decode(const torch::Tensor& z, const torch::Tensor& labels) override;
  std::vector<std::pair<std::string, torch::Tensor>> test_losses(StepContext& context) override;

 protected:
  /// What training lowers, and (where is_training() is false) what tells how good the model is. Parts may have graphs.
  virtual Loss objective(StepContext& context) = 0;
  /// What the objective asks of replicas.
  virtual Coupling coupling() const { return likelihood_.coupling(); }
  /// [n, PixelLikelihood::decoder_channels(), h, w]
  virtual torch::Tensor decoder_output(const torch::Tensor& z, const torch::Tensor& labels) = 0;

  PixelLikelihood& likelihood() { return likelihood_; }

 private:
  int latent_dim_;
  PixelLikelihood likelihood_;
};

}  // namespace zscope
