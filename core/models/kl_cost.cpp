#include "models/kl_cost.h"

namespace zscope {
namespace {

/// 0 at the start, 1 from `epochs` on.
double ramp(StepContext& context, double epochs) {
  if (context.epoch >= epochs) return 1;
  context.repeatable = false;
  return context.epoch / epochs;
}

}  // namespace

KlCost::KlCost(const ModelSpec& spec) : collective_(spec.collective) {
  if (!spec.settings.contains("beta")) return;
  beta_ = real_setting(spec.settings, "beta");
  warmup_epochs_ = real_setting(spec.settings, "warmup_epochs");
  gamma_ = real_setting(spec.settings, "gamma");
  capacity_ = real_setting(spec.settings, "capacity");
  capacity_epochs_ = real_setting(spec.settings, "capacity_epochs");
}

std::vector<SettingInfo> KlCost::settings() {
  using namespace setting;
  return {
      live(real("beta", "Weight of the KL term; above 1 the dimensions separate, below 1 pictures are sharper.", "1", 0,
                1000)),
      real("warmup_epochs", "Epochs over which beta grows from 0 to its value.", "0", 0, 1000),
      real("gamma", "Above 0: in place of beta, the weight of the KL's distance from `capacity`.", "0", 0, 10000),
      real("capacity", "Nats that the code is to carry about a picture, where gamma is above 0.", "25", 0, 1000),
      real("capacity_epochs", "Epochs over which the capacity grows from 0 to its value.", "5", 0, 1000),
  };
}

torch::Tensor KlCost::training(const torch::Tensor& kl, std::int64_t images, StepContext& context) const {
  if (gamma_ <= 0) return beta_ * ramp(context, warmup_epochs_) * kl;
  const torch::Tensor excess = kl - capacity_ * ramp(context, capacity_epochs_) * static_cast<double>(images);
  // |·| of the whole batch's sum: each share is counted with the sign that the whole has.
  return gamma_ * collective_.sum(excess.detach()).sign() * excess;
}

torch::Tensor KlCost::test(const torch::Tensor& kl, std::int64_t images) const {
  return gamma_ > 0 ? gamma_ * (kl - capacity_ * static_cast<double>(images)).abs() : beta_ * kl;
}

}  // namespace zscope
