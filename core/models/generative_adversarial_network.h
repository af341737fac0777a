#pragma once

#include "models/adversarial_game.h"
#include "models/gan_networks.h"
#include "models/moving_average.h"

#include <functional>
#include <memory>

namespace zscope {

/// The phases that GANs share: a discriminator learns to tell pictures from fakes, then a generator to fool it, each
/// against fresh noise. Models bring the two networks, and may say more about what is generated and judged. What else
/// the discriminator learns with is registered under names that begin with "discriminator".
class GenerativeAdversarialNetwork : public Model {
 public:
  struct Networks {
    /// Makes a generator: one that trains, and a second for the moving average where that is wanted.
    std::function<std::shared_ptr<Generator>()> generator;
    std::function<std::shared_ptr<PictureReader>(const AdversarialGame&)> discriminator;
  };
  GenerativeAdversarialNetwork(const ModelSpec& spec, const Networks& networks);

  std::vector<Phase> phases() override;
  int latent_dim() const override { return latent_dim_; }
  torch::Tensor decode(const torch::Tensor& z, const torch::Tensor& labels) override;
  torch::Tensor discriminate(const torch::Tensor& images, const torch::Tensor& labels) override;
  Contest contest(const Batch& batch, Noise& noise) override;
  torch::Tensor discriminator_features(const torch::Tensor& images, const torch::Tensor& codes) override;
  std::vector<std::pair<std::string, torch::Tensor>> test_losses(StepContext& context) override;

  /// What is contested, for a model's entry.
  static std::vector<std::string> contestants() { return {"pictures of the data", "pictures that it made"}; }
  /// `latent_dim`, `average` and those of AdversarialGame, for a model's list.
  static std::vector<SettingInfo> settings(const std::string& latent_dim, const AdversarialGame::Defaults& defaults);

 protected:
  /// Pictures in [−1, 1] of points z and, where the model takes them, labels.
  virtual torch::Tensor generate(Generator& generator, const torch::Tensor& z, const torch::Tensor& labels);
  /// What the discriminator says of pictures in [−1, 1]: [n, k], the logit of being real first.
  virtual torch::Tensor judge(const torch::Tensor& pictures, const torch::Tensor& labels, Noise* noise);
  /// What is added to both players' losses, from what the discriminator says of the fakes made at z: a sum over images,
  /// with its parts for the log. None here.
  virtual Loss about_fakes(const torch::Tensor& judged, const torch::Tensor& z);

  PictureReader& discriminator() { return *discriminator_; }

 private:
  torch::Tensor draw(StepContext& context);
  Loss discriminator_loss(StepContext& context);
  Loss generator_loss(StepContext& context);

  int latent_dim_;
  double average_decay_;
  AdversarialGame game_;
  std::shared_ptr<Generator> generator_, averaged_;
  MovingAverage average_{nullptr};
  std::shared_ptr<PictureReader> discriminator_;
};

}  // namespace zscope
