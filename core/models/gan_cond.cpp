#include "models/gan_cond.h"

#include "base/error.h"
#include "models/category_code.h"
#include "models/dcgan.h"
#include "models/training_settings.h"

namespace zscope {
namespace {

using torch::Tensor;

/// Generator and discriminator see the class (Mirza & Osindero 2014). The discriminator sees it as one more plane of
/// the picture, or weighs its features φ by it: ψ(φ) + e(y)ᵀφ (Miyato & Koyama 2018).
class ConditionalGan : public GenerativeAdversarialNetwork {
 public:
  explicit ConditionalGan(const ModelSpec& spec)
      : GenerativeAdversarialNetwork(spec, networks(spec)),
        shape_(spec.shape),
        classes_(spec.classes),
        projects_(projects(spec)) {
    const std::int64_t out = projects_ ? discriminator().feature_count() : shape_.width * shape_.height;
    const LayerRules rules = AdversarialGame(spec.settings).discriminator_rules(Norm::none, kDcganInitialisation);
    labels_ = register_module("discriminator_labels", Head(classes_, out, rules, spec.noise));
  }

 protected:
  Tensor generate(Generator& generator, const Tensor& z, const Tensor& labels) override {
    return generator.forward(torch::cat({z, known(labels, z.size(0))}, 1));
  }

  Tensor judge(const Tensor& pictures, const Tensor& labels, Noise* noise) override {
    const Tensor embedded = labels_(known(labels, pictures.size(0)));
    if (!projects_) {
      const Tensor plane = embedded.view({pictures.size(0), 1, shape_.height, shape_.width});
      return discriminator().forward(torch::cat({pictures, plane}, 1), noise);
    }
    const Tensor features = discriminator().features(pictures, noise);
    return discriminator().head(features) + (embedded * features).sum(1, true);
  }

 private:
  static bool projects(const ModelSpec& spec) { return text_setting(spec.settings, "condition") == "projection"; }

  static Networks networks(const ModelSpec& spec) {
    if (spec.classes < 1) misuse("gan-cond learns from labels, and this data has none: choose data with classes.");
    return dcgan_networks(spec, {.inputs = spec.classes, .planes = projects(spec) ? 0 : 1});
  }

  Tensor known(const Tensor& labels, std::int64_t count) const {
    if (!labels.defined() || labels.size(0) != count) fail("This model needs a class for every picture it makes.");
    return one_hot_rows(labels, classes_);
  }

  ImageShape shape_;
  std::int64_t classes_;
  bool projects_;
  Head labels_{nullptr};
};

}  // namespace

ModelEntry gan_cond() {
  ModelInfo info;
  info.name = "gan-cond";
  info.title = "Conditional GAN";
  info.summary = "A GAN that is told the class: z is left with the style.";
  info.capabilities.decode = info.capabilities.discriminate = info.capabilities.takes_labels = true;
  info.contest = GenerativeAdversarialNetwork::contestants();
  info.settings = dcgan_settings("32");
  info.settings.push_back(setting::choice(
      "condition",
      "How the discriminator sees the class: it weighs the features (projection), or is one more plane (embedding).",
      {"projection", "embedding"}));
  append_training_settings(info.settings, {.batch_size = "64", .learning_rate = "0.0005"});
  info.presets = {
      {"projection", "The class weighs the discriminator's features.", {}},
      {"embedding", "The class is one more plane of the picture.", {{"condition", "embedding"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<ConditionalGan>(spec); }};
}

}  // namespace zscope
