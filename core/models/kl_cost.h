#pragma once

#include "models/model.h"

#include <vector>

namespace zscope {

/// What a VAE pays for its KL term: β·KL (Higgins et al. 2017), β growing from 0 over `warmup_epochs`; or, where
/// `gamma` is above 0, γ·|KL − C| with KL the batch's mean and C growing to `capacity` (Burgess et al. 2018).
class KlCost {
 public:
  /// A model whose list lacks the settings pays the KL itself.
  explicit KlCost(const ModelSpec& spec);
  /// The settings `beta`, `warmup_epochs`, `capacity`, `gamma`, `capacity_epochs`, for a model's list.
  static std::vector<SettingInfo> settings();

  /// `kl`: the sum over a replica's `images` images. In training, call it once in a phase.
  torch::Tensor training(const torch::Tensor& kl, std::int64_t images, StepContext& context) const;
  /// The same once all that grows has grown, over images of which no other replica has a share.
  torch::Tensor test(const torch::Tensor& kl, std::int64_t images) const;
  /// What a phase that calls training() must declare.
  Coupling coupling() const { return gamma_ > 0 ? Coupling::statistics : Coupling::none; }
  void set_beta(double value) { beta_ = value; }

 private:
  Collective& collective_;
  double beta_ = 1, warmup_epochs_ = 0;
  double gamma_ = 0, capacity_ = 0, capacity_epochs_ = 0;
};

}  // namespace zscope
