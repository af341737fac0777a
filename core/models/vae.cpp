#include "models/vae.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zscope {

VariationalAutoencoder::VariationalAutoencoder(const ModelSpec& spec)
    : latent_dim_(static_cast<int>(integer_setting(spec.settings, "latent_dim"))),
      pixels_(spec.shape.size()),
      beta_(real_setting(spec.settings, "beta")),
      warmup_epochs_(real_setting(spec.settings, "warmup_epochs")),
      likelihood_(likelihood_from_name(text_setting(spec.settings, "likelihood"))),
      sampled_kl_(text_setting(spec.settings, "kl") == "monte-carlo"),
      binarize_(text_setting(spec.settings, "binarize")) {
  if (likelihood_ == Likelihood::gaussian) {
    raw_log_sigma_ = register_parameter("raw_log_sigma", torch::zeros_like(spec.noise.uniform({1})));
  }
}

std::vector<SettingInfo> VariationalAutoencoder::settings(const std::string& latent_dim) {
  using namespace setting;
  return {
      integer("latent_dim", "How many numbers describe a picture.", latent_dim, 1, 512),
      live(real("beta", "Weight of the KL term; above 1 the dimensions separate, below 1 pictures are sharper.", "1", 0,
                1000)),
      real("warmup_epochs", "Epochs over which beta grows from 0 to its value.", "0", 0, 1000),
      choice("likelihood", "How likely a pixel is given the decoder's output.", {"bernoulli", "mse", "gaussian"}),
      choice("kl",
             "How the KL term is measured in training: in closed form, or at the sampled point (noisier, the same on "
             "average).",
             {"analytic", "monte-carlo"}),
      choice("binarize", "Make pixels black or white: at one half, or anew at random each time.",
             {"none", "threshold", "dynamic"}),
  };
}

torch::Tensor VariationalAutoencoder::input(const torch::Tensor& images) const {
  return binarize_ == "none" ? images : images.gt(0.5).to(images.scalar_type());
}

double VariationalAutoencoder::left_out_constant() const {
  // ½ log 2π a pixel: squared error is a Gaussian's at σ = 1.
  return likelihood_ == Likelihood::mse ? 0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(pixels_) : 0;
}

torch::Tensor VariationalAutoencoder::target(const torch::Tensor& images, Noise& noise) const {
  return binarize_ == "dynamic" ? noise.bernoulli(images) : input(images);
}

VariationalAutoencoder::Terms VariationalAutoencoder::terms(StepContext& context) {
  const torch::Tensor x = target(context.images, context.noise);
  const Posterior posterior = encode(x, context.labels);
  const torch::Tensor z = sample_posterior(posterior, context.noise);
  const torch::Tensor output = decoder_output(z);
  torch::Tensor reconstruction;
  switch (likelihood_) {
    case Likelihood::bernoulli:
      reconstruction = bernoulli_loss(output, x);
      break;
    case Likelihood::mse:
      reconstruction = squared_error_loss(output.sigmoid(), x);
      break;
    case Likelihood::gaussian:
      reconstruction = gaussian_loss(output.sigmoid(), bounded_log_sigma(raw_log_sigma_), x);
      break;
  }
  return {reconstruction, (sampled_kl_ ? sampled_kl(posterior, z) : gaussian_kl(posterior)).sum()};
}

std::vector<Phase> VariationalAutoencoder::phases() {
  Phase phase;
  phase.name = "autoencoder";
  phase.loss = [this](StepContext& context) {
    const Terms parts = terms(context);
    const double ramp = warmup_epochs_ > 0 ? std::min(1.0, context.epoch / warmup_epochs_) : 1.0;
    return Loss{parts.reconstruction + beta_ * ramp * parts.kl,
                {{"reconstruction", parts.reconstruction.detach()}, {"kl", parts.kl.detach()}}};
  };
  return {phase};
}

Posterior VariationalAutoencoder::encode(const torch::Tensor& images, const torch::Tensor&) {
  const torch::Tensor output = encoder_output(images);
  return {output.narrow(1, 0, latent_dim_), clamp_log_variance(output.narrow(1, latent_dim_, latent_dim_))};
}

torch::Tensor VariationalAutoencoder::decode(const torch::Tensor& z, const torch::Tensor&) {
  return decoder_output(z).sigmoid();
}

std::vector<std::pair<std::string, torch::Tensor>> VariationalAutoencoder::test_losses(StepContext& context) {
  const Terms parts = terms(context);
  return {
      {"loss", parts.reconstruction + beta_ * parts.kl}, {"reconstruction", parts.reconstruction}, {"kl", parts.kl}};
}

void VariationalAutoencoder::set(const std::string& name, const std::string& value) {
  if (name != "beta") return Model::set(name, value);
  beta_ = real_setting({{name, value}}, name);
}

}  // namespace zscope
