#include "models/dcgan.h"

#include "models/networks.h"
#include "models/objectives.h"
#include "models/training_settings.h"

#include <algorithm>

namespace zscope {
namespace {

// Radford, Metz & Chintala 2015: weights from N(0, 0.02), batch normalisation, Adam with beta1 = 0.5, LeakyReLU in the
// discriminator, tanh at the end of the generator. Pictures are in [−1, 1] inside, in [0, 1] outside.
constexpr Initialisation kInitialisation{0.02};
constexpr double kLeak = 0.2;
constexpr double kBeta1 = 0.5;

long padding_of(long kernel) { return (kernel - 1) / 2; }

/// The sizes of pictures in the generator from last to first. The two layers next to the picture double it; any before
/// them keep its size.
struct GeneratorShape {
  std::vector<ImageShape> sizes;  ///< picture first
  std::vector<long> strides;      ///< of the layer from sizes[i + 1] to sizes[i]
};

GeneratorShape generator_shape(const ImageShape& picture, std::vector<long> channels, long kernel) {
  std::reverse(channels.begin(), channels.end());
  const std::size_t doubled = std::min<std::size_t>(2, channels.size());
  GeneratorShape shape{convolution_sizes(picture, {channels.begin(), channels.begin() + static_cast<long>(doubled)},
                                         kernel, 2, padding_of(kernel)),
                       std::vector<long>(doubled, 2)};
  for (std::size_t i = doubled; i < channels.size(); ++i) {
    ImageShape next = shape.sizes.back();
    next.channels = static_cast<int>(channels[i]);
    shape.sizes.push_back(next);
    shape.strides.push_back(1);
  }
  return shape;
}

class GeneratorImpl : public torch::nn::Module {
 public:
  GeneratorImpl(long latent_dim, const GeneratorShape& shape, long kernel, const ModelSpec& spec)
      : first_(shape.sizes.back()) {
    head_ = register_module("head", Dense(latent_dim, first_.size(), spec.noise, kInitialisation));
    for (std::size_t i = shape.sizes.size() - 1; i > 0; --i) {
      const ImageShape &from = shape.sizes[i], &to = shape.sizes[i - 1];
      const std::string name = std::to_string(layers_.size());
      norms_.push_back(
          register_module("norm" + name, BatchNorm(from.channels, spec.noise, spec.collective, kInitialisation)));
      // An even kernel cannot keep a size: layers that do not double use an odd one.
      const long width = shape.strides[i - 1] == 1 ? kernel / 2 * 2 + 1 : kernel;
      const long padding = shape.strides[i - 1] == 1 ? width / 2 : padding_of(kernel);
      const ConvolutionShape layer{from.channels, to.channels, width, shape.strides[i - 1], padding};
      layers_.push_back(register_module(
          "layer" + name, TransposedConvolution(layer, to.height, to.width, spec.noise, kInitialisation)));
    }
  }

  /// z [n, latent_dim] to pictures in [−1, 1].
  torch::Tensor forward(const torch::Tensor& z) {
    torch::Tensor x = head_(z).view({z.size(0), first_.height, first_.width, first_.channels}).permute({0, 3, 1, 2});
    for (std::size_t i = 0; i < layers_.size(); ++i) x = layers_[i](norms_[i](x).relu_());
    return x.tanh_();
  }

 private:
  ImageShape first_;
  Dense head_{nullptr};
  std::vector<BatchNorm> norms_;
  std::vector<TransposedConvolution> layers_;
};
TORCH_MODULE(Generator);

class DiscriminatorImpl : public torch::nn::Module {
 public:
  DiscriminatorImpl(const std::vector<ImageShape>& sizes, long kernel, const ModelSpec& spec) {
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
      const ConvolutionShape shape{sizes[i].channels, sizes[i + 1].channels, kernel, 2, padding_of(kernel)};
      layers_.push_back(register_module("layer" + std::to_string(i), Convolution(shape, spec.noise, kInitialisation)));
      if (i == 0) continue;  // the paper: none where the picture comes in
      norms_.push_back(register_module("norm" + std::to_string(i), BatchNorm(sizes[i + 1].channels, spec.noise,
                                                                             spec.collective, kInitialisation, true)));
    }
    head_ = register_module("head", Dense(sizes.back().size(), 1, spec.noise, kInitialisation));
  }

  /// Pictures in [−1, 1] to logits [n].
  torch::Tensor forward(torch::Tensor x) {
    x = x.contiguous(torch::MemoryFormat::ChannelsLast);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      x = layers_[i](x);
      if (i > 0) x = norms_[i - 1](x);
      x = torch::leaky_relu_(x, kLeak);
    }
    return head_(x.permute({0, 2, 3, 1}).flatten(1)).squeeze(1);
  }

 private:
  std::vector<Convolution> layers_;
  std::vector<BatchNorm> norms_;
  Dense head_{nullptr};
};
TORCH_MODULE(Discriminator);

class Dcgan : public Model {
 public:
  explicit Dcgan(const ModelSpec& spec) : latent_dim_(static_cast<int>(integer_setting(spec.settings, "latent_dim"))) {
    const std::vector<long> channels = integer_list_setting(spec.settings, "channels");
    const long kernel = integer_setting(spec.settings, "kernel");
    const GeneratorShape shape = generator_shape(spec.shape, channels, kernel);
    // The discriminator mirrors the two layers that double the picture.
    std::vector<long> seen{shape.sizes[1].channels};
    if (shape.sizes.size() > 2) seen.push_back(shape.sizes[2].channels);
    generator_ = register_module("generator", Generator(latent_dim_, shape, kernel, spec));
    discriminator_ = register_module(
        "discriminator",
        Discriminator(convolution_sizes(spec.shape, seen, kernel, 2, padding_of(kernel)), kernel, spec));
  }

  std::vector<Phase> phases() override {
    Phase discriminator;
    discriminator.name = "discriminator";
    discriminator.parameters = {"discriminator."};
    discriminator.coupling = Coupling::statistics;
    discriminator.beta1 = kBeta1;
    discriminator.loss = [this](StepContext& context) {
      torch::Tensor fakes;
      {
        torch::NoGradGuard no_grad;  // the generator is not what this phase teaches
        fakes = fresh_fakes(context);
      }
      const torch::Tensor real = discriminator_(context.images * 2 - 1);
      const torch::Tensor fake = discriminator_(fakes);
      return Loss{discriminator_loss(real, fake),
                  {{"real_score", real.detach().sigmoid().sum()}, {"fake_score", fake.detach().sigmoid().sum()}}};
    };
    Phase generator = discriminator;
    generator.name = "generator";
    generator.parameters = {"generator."};
    generator.loss = [this](StepContext& context) {
      return Loss{generator_loss(discriminator_(fresh_fakes(context))), {}};
    };
    return {discriminator, generator};
  }

  std::vector<std::pair<std::string, torch::Tensor>> test_losses(StepContext& context) override {
    const torch::Tensor real = discriminator_(context.images * 2 - 1), fake = discriminator_(fresh_fakes(context));
    return {{"discriminator", discriminator_loss(real, fake)},
            {"generator", generator_loss(fake)},
            {"real_score", real.sigmoid().sum()},
            {"fake_score", fake.sigmoid().sum()}};
  }

  int latent_dim() const override { return latent_dim_; }
  torch::Tensor decode(const torch::Tensor& z, const torch::Tensor&) override { return (generator_(z) + 1) / 2; }

 private:
  torch::Tensor fresh_fakes(StepContext& context) {
    return generator_(context.noise.normal({context.images.size(0), latent_dim_}));
  }

  int latent_dim_;
  Generator generator_{nullptr};
  Discriminator discriminator_{nullptr};
};

}  // namespace

ModelEntry dcgan() {
  ModelInfo info;
  info.name = "dcgan";
  info.title = "DCGAN";
  info.summary = "A generator paints, a discriminator judges: sharp pictures, and no way back from picture to point.";
  info.capabilities.decode = true;
  using namespace setting;
  info.settings = {
      integer("latent_dim", "How many numbers a picture is made from.", "64", 1, 512),
      integers("channels",
               "Channels of the generator's layers; the last two double the picture, the discriminator mirrors them.",
               "64,32", 1, 1024),
      integer("kernel", "Width of the convolutions.", "4", 3, 5),
  };
  append_training_settings(info.settings, {.batch_size = "64", .learning_rate = "0.0005"});
  info.presets = {
      {"light", "Small enough to learn digits on a processor in minutes.", {}},
      {"full",
       "7·7·256 → 128 → 64, 5×5 convolutions, 100 latent dimensions: sharper, and far slower.",
       {{"latent_dim", "100"}, {"channels", "256,128,64"}, {"kernel", "5"}, {"learning_rate", "0.0002"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<Dcgan>(spec); }};
}

}  // namespace zscope
