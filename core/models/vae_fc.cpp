#include "models/vae_fc.h"

#include "models/networks.h"
#include "models/training_settings.h"
#include "models/vae.h"

#include <algorithm>

namespace zscope {
namespace {

class FullyConnectedVae : public VariationalAutoencoder {
 public:
  explicit FullyConnectedVae(const ModelSpec& spec) : VariationalAutoencoder(spec), shape_(spec.shape) {
    std::vector<long> sizes = integer_list_setting(spec.settings, "hidden");
    sizes.insert(sizes.begin(), static_cast<long>(shape_.size()));
    sizes.push_back(2L * latent_dim());
    encoder_ = register_module("encoder", MultilayerPerceptron(sizes, false, spec.noise));
    sizes.back() = latent_dim();
    std::reverse(sizes.begin(), sizes.end());
    decoder_ = register_module("decoder", MultilayerPerceptron(sizes, false, spec.noise));
  }

 protected:
  torch::Tensor encoder_output(const torch::Tensor& images) override { return encoder_(images.flatten(1)); }
  torch::Tensor decoder_output(const torch::Tensor& z) override {
    return decoder_(z).view({z.size(0), shape_.channels, shape_.height, shape_.width});
  }

 private:
  ImageShape shape_;
  MultilayerPerceptron encoder_{nullptr}, decoder_{nullptr};
};

}  // namespace

ModelEntry vae_fc() {
  ModelInfo info;
  info.name = "vae-fc";
  info.title = "Fully connected VAE";
  info.summary = "Every pixel to every unit: the classic VAE, quick to train and the yardstick of the field.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.settings = VariationalAutoencoder::settings("20");
  info.settings.insert(
      info.settings.begin(),
      setting::integers("hidden", "Units of the encoder's hidden layers; the decoder mirrors them.", "400", 1, 8192));
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      // The default: two dimensions are a map that needs no projection, and its digits are legible within seconds.
      {"512-512-2",
       "Two hidden layers and a plane to wander on.",
       {{"hidden", "512,512"}, {"latent_dim", "2"}, {"batch_size", "64"}}},
      {"400-20", "784-400-20, the yardstick of the field.", {}},
      {"512-256-64", "Two narrowing layers and 64 latent dimensions.", {{"hidden", "512,256"}, {"latent_dim", "64"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<FullyConnectedVae>(spec); }};
}

}  // namespace zscope
