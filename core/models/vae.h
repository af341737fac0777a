#pragma once

#include "models/autoencoder.h"
#include "models/coders.h"
#include "models/kl_cost.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// The VAE (Kingma & Welling 2013): reconstruction + KL over the encoder and decoder that its settings ask for, and
/// what others of its kind change about it. Minimised; the negative of reconstruction + KL is the ELBO.
class VariationalAutoencoder : public Autoencoder {
 public:
  /// `conditions`: numbers beside picture and code that encoder and decoder are given.
  explicit VariationalAutoencoder(const ModelSpec& spec, long conditions = 0);

  Posterior encode(const torch::Tensor& images, const torch::Tensor& labels) override;
  torch::Tensor log_weights(const torch::Tensor& images, const torch::Tensor& labels, std::int64_t draws,
                            Noise& noise) override;
  void set(const std::string& name, const std::string& value) override;

  /// `latent_dim` and all that follows from objective and likelihood, for a model's list.
  static std::vector<SettingInfo> settings(const std::string& latent_dim);

 protected:
  /// What encoder and decoder are like; the decoder takes latent_dim + conditions numbers.
  struct Networks {
    NetworkKind kind;
    int latent_dim;
    long encoder_outputs;  ///< 0: the model brings networks of its own, and there are none here
    long conditions = 0;
  };
  VariationalAutoencoder(const ModelSpec& spec, const Networks& networks);

  /// A draw of the posterior for each image.
  struct Latent {
    torch::Tensor z;   ///< [n, latent_dim]
    torch::Tensor kl;  ///< [n, parts]: nats, to be summed
    Posterior posterior;
  };

  /// Several draws of the posterior for each image: [n, draws], nats.
  struct Draws {
    torch::Tensor reconstruction;  ///< −log p(x|z), but for left_out_constant()
    torch::Tensor kl;              ///< log q(z|x) − log p(z)
  };
  /// Of targets x. In training all at once: a likelihood may speak to the other replicas whenever it is asked.
  Draws many_draws(const torch::Tensor& x, const torch::Tensor& labels, std::int64_t draws, Noise& noise);

  Loss objective(StepContext& context) override;
  Coupling coupling() const override;
  torch::Tensor decoder_output(const torch::Tensor& z, const torch::Tensor& labels) override;
  /// [n, 2 · latent_dim]: means, then log-variances.
  virtual torch::Tensor encoder_output(const torch::Tensor& images, const torch::Tensor& labels);
  virtual Latent draw(const torch::Tensor& x, const torch::Tensor& labels, Noise& noise);
  /// Draws from the posterior of each picture, [n · draws, latent_dim], and log q(z|x) − log p(z) there, [n · draws]:
  /// those of one picture one after another.
  using Sampler = std::function<std::pair<torch::Tensor, torch::Tensor>(std::int64_t draws)>;
  virtual Sampler sampler(const torch::Tensor& x, const torch::Tensor& labels, Noise& noise);
  /// Adds what a model has beside reconstruction and KL to the loss, or to the values that are logged.
  virtual void complete(Loss&, const Latent&, StepContext&) {}

  /// Whether the KL is to be measured at the sample (the setting `kl`).
  bool samples_kl() const { return samples_kl_; }
  Encoder& encoder() { return *encoder_; }
  Decoder& decoder() { return *decoder_; }

 private:
  KlCost kl_cost_;
  bool samples_kl_;
  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace zscope
