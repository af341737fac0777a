#include "models/vae_cond.h"

#include "base/error.h"
#include "models/category_code.h"
#include "models/training_settings.h"
#include "models/vae.h"

namespace zscope {
namespace {

long classes_of(const ModelSpec& spec) {
  if (spec.classes > 0) return spec.classes;
  misuse("vae-cond is taught what class each picture is, and this data has no classes; choose vae-fc or vae-conv.");
}

/// Sohn, Lee & Yan 2015, with a prior that does not depend on the class: encoder and decoder see it, so that the code
/// is left with what the class does not tell.
class ConditionalVae : public VariationalAutoencoder {
 public:
  explicit ConditionalVae(const ModelSpec& spec)
      : VariationalAutoencoder(spec, classes_of(spec)), classes_(spec.classes) {}

 protected:
  torch::Tensor encoder_output(const torch::Tensor& images, const torch::Tensor& labels) override {
    return encoder()(images, one_hot(labels, images));
  }
  torch::Tensor decoder_output(const torch::Tensor& z, const torch::Tensor& labels) override {
    return decoder()(torch::cat({z, one_hot(labels, z)}, 1));
  }

 private:
  /// [n, classes], a row for each of `rows`.
  torch::Tensor one_hot(const torch::Tensor& labels, const torch::Tensor& rows) const {
    if (!labels.defined() || labels.size(0) != rows.size(0)) {
      fail("vae-cond has to be told the class of every picture, and was told {} of {}.",
           labels.defined() ? labels.size(0) : 0, rows.size(0));
    }
    return one_hot_rows(labels, classes_).to(rows.options());
  }

  int classes_;
};

}  // namespace

ModelEntry vae_cond() {
  ModelInfo info;
  info.name = "vae-cond";
  info.title = "Conditional VAE";
  info.summary = "It is told the class, so that the code keeps what the class leaves open: slant, width, style.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  info.capabilities.takes_labels = true;
  info.settings =
      setting::joined({network_settings(NetworkKind::fully_connected), VariationalAutoencoder::settings("20")});
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"512-512-2",
       "Two hidden layers, and a plane of styles to wander on.",
       {{"hidden", "512,512"}, {"latent_dim", "2"}}},
      {"400-20", "784-400-20, the yardstick of the field with classes.", {}},
      {"conv",
       "Two convolutions and ten latent dimensions.",
       {{"network", "conv"}, {"hidden", "0"}, {"latent_dim", "10"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<ConditionalVae>(spec); }};
}

}  // namespace zscope
