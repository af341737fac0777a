#include "models/autoencoder.h"

namespace zscope {

std::vector<Phase> Autoencoder::phases() {
  Phase phase;
  phase.name = "autoencoder";
  phase.coupling = coupling();
  phase.loss = [this](StepContext& context) {
    Loss loss = objective(context);
    for (auto& part : loss.parts) part.second = part.second.detach();
    return loss;
  };
  return {phase};
}

torch::Tensor Autoencoder::decode(const torch::Tensor& z, const torch::Tensor& labels) {
  return likelihood_.picture(decoder_output(z, labels));
}

std::vector<std::pair<std::string, torch::Tensor>> Autoencoder::test_losses(StepContext& context) {
  Loss loss = objective(context);
  loss.parts.insert(loss.parts.begin(), {"loss", loss.total});
  return loss.parts;
}

}  // namespace zscope
