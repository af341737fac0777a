#include "models/vq_vae.h"

#include "base/error.h"
#include "models/autoencoder.h"
#include "models/codebook.h"
#include "models/coders.h"
#include "models/networks.h"
#include "models/training_settings.h"

namespace zscope {
namespace {

/// The places of the map and the numbers of a vector, before there is a model.
LatentBlock vectors_of(const Settings& settings, const ImageShape& shape) {
  ConvolutionShape layer{1, 1, integer_setting(settings, "kernel"), kStride, kPadding};
  std::int64_t height = shape.height, width = shape.width;
  for (std::size_t i = 0; i < integer_list_setting(settings, "channels").size(); ++i) {
    height = layer.output_size(height);
    width = layer.output_size(width);
  }
  const auto size = static_cast<int>(height * width * integer_setting(settings, "code_dim"));
  return {.name = "vectors",
          .title = "Vectors",
          .summary = "A vector for each place of the map; the decoder sees the nearest code of the book instead.",
          .kind = LatentBlock::Kind::vectors,
          .size = size,
          .rows = static_cast<int>(height),
          .columns = static_cast<int>(width)};
}

/// The VQ-VAE (van den Oord, Vinyals & Kavukcuoglu 2017): at each place of a small map the encoder's vector is replaced
/// by the nearest of a few codes. Its latent space is the vectors, before they are replaced: [n, h · w · code_dim].
class VectorQuantisedVae : public Autoencoder {
 public:
  explicit VectorQuantisedVae(const ModelSpec& spec) : VectorQuantisedVae(spec, map_sizes(spec)) {}

  std::vector<Phase> phases() override {
    Phase phase = Autoencoder::phases().front();
    phase.coupling = Coupling::statistics;
    // Not `norm`: vectors keep a mean of 0 and a deviation of 1 in each dimension, so that codes can follow them and
    // they cannot win by shrinking; and a point that a person draws from N(0, I) lies where vectors do.
    phase.parameters = {"encoder", "decoder", "raw_log_sigma"};
    phase.after = [this](StepContext& context) { codebook_.update(context.noise); };
    return {phase};
  }

  Posterior encode(const torch::Tensor& images, const torch::Tensor&) override {
    return point_posterior(vectors(images).view({images.size(0), latent_dim()}));
  }

  CodeMap code_map(const torch::Tensor& images) override {
    return {codebook_.nearest(vectors(images)).view({images.size(0), map_.height, map_.width}), codebook_.all()};
  }

  void set(const std::string& name, const std::string& value) override {
    if (name != "commitment") return Model::set(name, value);
    commitment_ = real_setting({{name, value}}, name);
  }

 protected:
  Loss objective(StepContext& context) override {
    context.repeatable = false;  // the book is updated from what it notes here
    const torch::Tensor x = likelihood().target(context.images, context.noise);
    const torch::Tensor found = vectors(x), numbers = codebook_.nearest(found), codes = codebook_.at(numbers);
    // The decoder sees the codes; its gradient reaches the encoder as if it had seen the vectors.
    const torch::Tensor output = from_codes(found + (codes - found).detach());
    const torch::Tensor reconstruction = likelihood().loss(output, x), distance = (found - codes).square().sum();
    const torch::Tensor used = is_training() ? codebook_.observe(found, numbers) : codebook_.counts(numbers);
    return {reconstruction + commitment_ * distance,
            {{"reconstruction", reconstruction},
             {"commitment", distance},
             {"perplexity", perplexity(used) * static_cast<double>(x.size(0))}}};  // losses are means over images
  }
  torch::Tensor decoder_output(const torch::Tensor& z, const torch::Tensor&) override {
    return from_codes(codebook_.at(codebook_.nearest(z.reshape({-1, dimensions_}))));
  }

 private:
  /// The sizes that the encoder's convolutions give, the last with `code_dim` channels.
  static std::vector<ImageShape> map_sizes(const ModelSpec& spec) {
    std::vector<ImageShape> sizes = convolution_sizes(spec.shape, integer_list_setting(spec.settings, "channels"),
                                                      integer_setting(spec.settings, "kernel"), kStride, kPadding);
    ImageShape map = sizes.back();
    map.channels = static_cast<int>(integer_setting(spec.settings, "code_dim"));
    sizes.push_back(map);
    return sizes;
  }

  VectorQuantisedVae(const ModelSpec& spec, std::vector<ImageShape> sizes)
      : Autoencoder(spec, static_cast<int>(sizes.back().size())),
        dimensions_(sizes.back().channels),
        map_(sizes.back()),
        commitment_(real_setting(spec.settings, "commitment")),
        codebook_(*this, integer_setting(spec.settings, "codes"), dimensions_, spec.noise, spec.collective) {
    sizes.pop_back();
    const long kernel = integer_setting(spec.settings, "kernel");
    features_ = register_module("encoder_features", ConvolutionStack(sizes, kernel, kStride, kPadding, spec.noise));
    to_codes_ = register_module("encoder_codes",
                                Convolution(ConvolutionShape{sizes.back().channels, dimensions_, 3, 1, 1}, spec.noise));
    norm_ = register_module("norm", BatchNorm(dimensions_, spec.noise, spec.collective));
    sizes.front().channels = likelihood().decoder_channels();
    const auto back = decoder_sizes(sizes, decoder_channels(spec.settings));
    from_codes_ = register_module(
        "decoder_codes", Convolution(ConvolutionShape{dimensions_, back.front().channels, 3, 1, 1}, spec.noise));
    pictures_ = register_module("decoder_pictures", TransposedStack(back, kernel, kStride, kPadding, spec.noise));
  }

  /// [n · h · w, code_dim]
  torch::Tensor vectors(const torch::Tensor& images) {
    return norm_(to_codes_(features_(images))).permute({0, 2, 3, 1}).reshape({-1, dimensions_});
  }
  /// From [n · h · w, code_dim].
  torch::Tensor from_codes(const torch::Tensor& codes) {
    const torch::Tensor maps = codes.view({-1, map_.height, map_.width, dimensions_}).permute({0, 3, 1, 2});
    return pictures_(from_codes_(maps).relu_());
  }

  long dimensions_;
  ImageShape map_;
  double commitment_;
  Codebook codebook_;
  ConvolutionStack features_{nullptr};
  Convolution to_codes_{nullptr}, from_codes_{nullptr};
  BatchNorm norm_{nullptr};
  TransposedStack pictures_{nullptr};
};

}  // namespace

ModelEntry vq_vae() {
  ModelInfo info;
  info.name = "vq-vae";
  info.title = "VQ-VAE";
  info.summary =
      "A picture becomes a map of codes out of a small book: sharp, but chance makes no pictures of its codes.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.codebook = true;
  using namespace setting;
  info.settings = joined({
      convolution_settings("32,64"),
      {integer("codes", "How many codes there are.", "128", 2, 8192),
       integer("code_dim", "How many numbers a code has.", "8", 1, 256),
       live(real("commitment", "How strongly the encoder is held to the codes there are.", "0.25", 0, 100))},
      PixelLikelihood::settings(),
  });
  info.latent_blocks = [](const Settings& settings, const ImageShape& shape, int) {
    return std::vector<LatentBlock>{vectors_of(settings, shape)};
  };
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"128 codes", "128 codes of eight numbers, one for each 4×4 pixels.", {}},
      {"512 codes", "512 codes, and wider layers.", {{"codes", "512"}, {"channels", "64,128"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<VectorQuantisedVae>(spec); }};
}

}  // namespace zscope
