#pragma once

#include "models/generative_adversarial_network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

ModelEntry dcgan();

/// What a model built on DCGAN's networks adds to them.
struct DcganAdditions {
  std::int64_t inputs = 0;   ///< of the generator, beside z
  int planes = 0;            ///< that the discriminator sees beside the picture's channels
  std::int64_t outputs = 0;  ///< of the discriminator, beside the logit
  Norm norm = Norm::batch;   ///< of the discriminator, where it is automatic
};
/// Networks from dcgan_settings(). Keeps a reference to `spec`.
GenerativeAdversarialNetwork::Networks dcgan_networks(const ModelSpec& spec, const DcganAdditions& additions = {});
std::vector<SettingInfo> dcgan_settings(const std::string& latent_dim);

}  // namespace zscope
