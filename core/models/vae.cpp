#include "models/vae.h"

#include "models/objectives.h"
#include "models/vae_objectives.h"

#include <algorithm>

namespace zscope {
namespace {

/// Codes that are decoded at once where no gradients are asked for.
constexpr std::int64_t kCodesAtOnce = 2000;

}  // namespace

VariationalAutoencoder::VariationalAutoencoder(const ModelSpec& spec, const Networks& networks)
    : Autoencoder(spec, networks.latent_dim),
      kl_cost_(spec),
      samples_kl_(spec.settings.contains("kl") && text_setting(spec.settings, "kl") == "monte-carlo") {
  if (networks.encoder_outputs == 0) return;
  const long inputs = networks.latent_dim + networks.conditions;
  encoder_ = make_encoder(*this, "encoder", spec, networks.kind, networks.encoder_outputs, networks.conditions);
  decoder_ = make_decoder(*this, "decoder", spec, networks.kind, inputs, likelihood().decoder_channels());
}

VariationalAutoencoder::VariationalAutoencoder(const ModelSpec& spec, long conditions)
    : VariationalAutoencoder(
          spec, Networks{network_kind(spec.settings), static_cast<int>(integer_setting(spec.settings, "latent_dim")),
                         2 * integer_setting(spec.settings, "latent_dim"), conditions}) {}

std::vector<SettingInfo> VariationalAutoencoder::settings(const std::string& latent_dim) {
  using namespace setting;
  return joined({
      {integer("latent_dim", "How many numbers describe a picture.", latent_dim, 1, 512)},
      KlCost::settings(),
      {choice("kl",
              "How the KL term is measured in training: in closed form, or at the sampled point (noisier, the same on "
              "average).",
              {"analytic", "monte-carlo"})},
      PixelLikelihood::settings(),
  });
}

Loss VariationalAutoencoder::objective(StepContext& context) {
  const torch::Tensor x = likelihood().target(context.images, context.noise);
  const Latent latent = draw(x, context.labels, context.noise);
  const torch::Tensor reconstruction = likelihood().loss(decoder_output(latent.z, context.labels), x);
  const torch::Tensor kl = latent.kl.sum();
  const std::int64_t images = x.size(0);
  const torch::Tensor cost = is_training() ? kl_cost_.training(kl, images, context) : kl_cost_.test(kl, images);
  Loss loss{reconstruction + cost, {{"reconstruction", reconstruction}, {"kl", kl}}};
  complete(loss, latent, context);
  return loss;
}

Coupling VariationalAutoencoder::coupling() const { return std::max(Autoencoder::coupling(), kl_cost_.coupling()); }

torch::Tensor VariationalAutoencoder::encoder_output(const torch::Tensor& images, const torch::Tensor&) {
  return (*encoder_)(images);
}

torch::Tensor VariationalAutoencoder::decoder_output(const torch::Tensor& z, const torch::Tensor&) {
  return (*decoder_)(z);
}

VariationalAutoencoder::Latent VariationalAutoencoder::draw(const torch::Tensor& x, const torch::Tensor& labels,
                                                            Noise& noise) {
  const Posterior posterior = encode(x, labels);
  const torch::Tensor z = sample_posterior(posterior, noise);
  return {z, samples_kl_ ? sampled_kl(posterior, z) : gaussian_kl(posterior), posterior};
}

VariationalAutoencoder::Sampler VariationalAutoencoder::sampler(const torch::Tensor& x, const torch::Tensor& labels,
                                                                Noise& noise) {
  const Posterior posterior = encode(x, labels);
  return [posterior, &noise](std::int64_t draws) {
    const torch::Tensor z = sample_posterior(posterior, draws, noise);  // [n, draws, d]
    const torch::Tensor kl = sampled_kl({posterior.mean.unsqueeze(1), posterior.log_variance.unsqueeze(1)}, z).sum(2);
    return std::pair{z.flatten(0, 1), kl.flatten()};
  };
}

VariationalAutoencoder::Draws VariationalAutoencoder::many_draws(const torch::Tensor& x, const torch::Tensor& labels,
                                                                 std::int64_t draws, Noise& noise) {
  const std::int64_t n = x.size(0);
  const std::int64_t at_once = is_training() ? draws : std::clamp<std::int64_t>(kCodesAtOnce / n, 1, draws);
  const Sampler sample = sampler(x, labels, noise);
  std::vector<torch::Tensor> reconstructions, kls;
  for (std::int64_t done = 0; done < draws; done += at_once) {
    const std::int64_t k = std::min(at_once, draws - done);
    const auto [z, kl] = sample(k);
    const torch::Tensor output = decoder_output(z, labels.defined() ? repeated_rows(labels, k) : labels);
    reconstructions.push_back(likelihood().loss(output, repeated_rows(x, k), Over::pixels).view({n, k}));
    kls.push_back(kl.view({n, k}));
  }
  return {torch::cat(reconstructions, 1), torch::cat(kls, 1)};
}

torch::Tensor VariationalAutoencoder::log_weights(const torch::Tensor& images, const torch::Tensor& labels,
                                                  std::int64_t draws, Noise& noise) {
  const torch::Tensor x = likelihood().target(images, noise);
  const Draws found = many_draws(x, labels, draws, noise);
  return -found.reconstruction - found.kl - left_out_constant();
}

Posterior VariationalAutoencoder::encode(const torch::Tensor& images, const torch::Tensor& labels) {
  const torch::Tensor output = encoder_output(images, labels);
  const std::int64_t d = latent_dim();
  return {output.narrow(1, 0, d), clamp_log_variance(output.narrow(1, d, d))};
}

void VariationalAutoencoder::set(const std::string& name, const std::string& value) {
  if (name != "beta") return Model::set(name, value);
  kl_cost_.set_beta(real_setting({{name, value}}, name));
}

}  // namespace zscope
