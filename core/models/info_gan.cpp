#include "models/info_gan.h"

#include "base/error.h"
#include "models/category_code.h"
#include "models/dcgan.h"
#include "models/objectives.h"
#include "models/training_settings.h"

namespace zscope {
namespace {

using torch::Tensor;

constexpr double kContinuousWeight = 0.1;  ///< of a continuous code beside the category: Chen et al. 2016, appendix C

/// Chen et al. 2016: some of z is a code c that a second head Q of the discriminator reads back from the picture; both
/// players pay −λ log Q(c | G(z)). z is [noise, category, continuous], all N(0, 1): the category is the largest of its
/// numbers.
class InfoGan : public GenerativeAdversarialNetwork {
 public:
  explicit InfoGan(const ModelSpec& spec)
      : GenerativeAdversarialNetwork(spec, networks(spec)),
        categories_(integer_setting(spec.settings, "categories")),
        continuous_(integer_setting(spec.settings, "continuous")),
        information_(real_setting(spec.settings, "information")) {}

  Posterior encode(const Tensor& images, const Tensor&) override {
    const Read read = this->read(judge(to_inside(images), {}, nullptr));
    // What Q does not read is as the prior has it.
    const Tensor nothing = torch::zeros({images.size(0), noise_dim()}, read.mean.options());
    return {torch::cat({nothing, expected_numbers(read.category.softmax(1)), read.mean}, 1),
            torch::cat({nothing, torch::zeros_like(read.category), 2 * read.log_sigma}, 1)};
  }

 protected:
  Tensor generate(Generator& generator, const Tensor& z, const Tensor&) override {
    return generator.forward(torch::cat({z.narrow(1, 0, noise_dim()), chosen(category_of(z)), continuous_of(z)}, 1));
  }

  Loss about_fakes(const Tensor& judged, const Tensor& z) override {
    const Read read = this->read(judged);
    const Tensor category =
        torch::nll_loss(read.category.log_softmax(1), category_of(z).argmax(1), {}, at::Reduction::Sum);
    const Tensor continuous = gaussian_loss(read.mean, read.log_sigma, continuous_of(z));
    return {information_ * (category + kContinuousWeight * continuous),
            {{"category", category.detach()}, {"continuous", continuous.detach()}}};
  }

 private:
  /// Q's answer: logits [n, categories], mean and log σ [n, continuous].
  struct Read {
    Tensor category, mean, log_sigma;
  };

  static Networks networks(const ModelSpec& spec) {
    const long categories = integer_setting(spec.settings, "categories"),
               continuous = integer_setting(spec.settings, "continuous");
    if (integer_setting(spec.settings, "latent_dim") < categories + continuous) {
      misuse("latent_dim: must be at least {}, as many as categories and continuous codes.", categories + continuous);
    }
    // Not by batch: what Q reads in a picture is not to depend on what lies beside it.
    return dcgan_networks(spec, {.outputs = categories + 2 * continuous, .norm = Norm::spectral});
  }

  std::int64_t noise_dim() const { return latent_dim() - categories_ - continuous_; }
  Tensor category_of(const Tensor& z) const { return z.narrow(1, noise_dim(), categories_); }
  Tensor continuous_of(const Tensor& z) const { return z.narrow(1, noise_dim() + categories_, continuous_); }
  Read read(const Tensor& judged) const {
    return {judged.narrow(1, 1, categories_), judged.narrow(1, 1 + categories_, continuous_),
            bounded_log_sigma(judged.narrow(1, 1 + categories_ + continuous_, continuous_))};
  }

  std::int64_t categories_, continuous_;
  double information_;
};

std::vector<LatentBlock> latent_blocks(const Settings& settings, const ImageShape&, int) {
  const auto categories = static_cast<int>(integer_setting(settings, "categories")),
             continuous = static_cast<int>(integer_setting(settings, "continuous"));
  using enum LatentBlock::Kind;
  return {{.name = "noise",
           .title = "Noise",
           .summary = "What the code leaves open.",
           .kind = noise,
           .size = static_cast<int>(integer_setting(settings, "latent_dim")) - categories - continuous},
          {.name = "category",
           .title = "Category",
           .summary = "A choice that must be legible in the picture; what it stands for the model found by itself.",
           .kind = category,
           .size = categories,
           .symbol = "k"},
          {.name = "continuous",
           .title = "Continuous code",
           .summary = "Numbers that must be legible in the picture: often slant and width.",
           .size = continuous,
           .symbol = "c"}};
}

}  // namespace

ModelEntry info_gan() {
  ModelInfo info;
  info.name = "info-gan";
  info.title = "InfoGAN";
  info.summary = "A GAN whose last numbers must show in the picture: a choice among ten, and two that vary smoothly.";
  info.capabilities.decode = info.capabilities.encode = info.capabilities.discriminate = true;
  info.contest = GenerativeAdversarialNetwork::contestants();
  info.latent_blocks = latent_blocks;
  using namespace setting;
  info.settings = dcgan_settings("44");
  info.settings.insert(
      info.settings.begin() + 1,
      {integer("categories", "How many there are to choose among; of these numbers of z the largest counts.", "10", 2,
               100),
       integer("continuous", "How many numbers vary smoothly: the last of z.", "2", 1, 100),
       real("information", "Weight of the code's legibility beside the game.", "1", 0, 100)});
  append_training_settings(info.settings, {.batch_size = "64", .learning_rate = "0.0005"});
  info.presets = {{"10 + 2",
                   "Ten kinds and two smooth numbers, beside 32 of noise; the discriminator's slope at real pictures "
                   "is kept low.",
                   {{"r1", "1"}, {"average", "0.999"}, {"learning_rate", "0.001"}, {"discriminator_units", "1024"}}}};
  return {info, [](const ModelSpec& spec) { return std::make_shared<InfoGan>(spec); }};
}

}  // namespace zscope
