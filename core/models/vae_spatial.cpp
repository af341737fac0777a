#include "models/vae_spatial.h"

#include "base/error.h"
#include "models/coders.h"
#include "models/matrix_normal.h"
#include "models/training_settings.h"
#include "models/vae.h"
#include "models/vae_objectives.h"

namespace zscope {
namespace {

constexpr long kMostDimensions = 512;  ///< as many as any other model may have

long code_size(const Settings& settings, const ImageShape&) {
  const long side = integer_setting(settings, "side");
  return integer_setting(settings, "maps") * side * side;
}

int checked_size(const ModelSpec& spec) {
  const long size = code_size(spec.settings, spec.shape);
  if (size > kMostDimensions) {
    misuse("maps={}, side={}: maps × side × side may be {} at most, and these are {}.",
           text_setting(spec.settings, "maps"), text_setting(spec.settings, "side"), kMostDimensions, size);
  }
  return static_cast<int>(size);
}

bool has_diagonal_covariance(const Settings& settings) { return text_setting(settings, "covariance") == "diagonal"; }

/// How many numbers say what all maps of a picture are like: means, and the deviations of rows and of columns.
long values_of(const Settings& settings) {
  const long side = integer_setting(settings, "side");
  const long one_map = has_diagonal_covariance(settings) ? 4 * side : side * side + side * (side + 1);
  return integer_setting(settings, "maps") * one_map;
}

/// Each distribution so many times, one after another.
MatrixNormal repeated(const MatrixNormal& maps, std::int64_t times) {
  return {repeated_rows(maps.mean, times), repeated_rows(maps.rows, times), repeated_rows(maps.columns, times)};
}

/// The Spatial VAE (Wang et al. 2017, arXiv 1705.06821): the code is maps whose rows and columns are correlated. The
/// decoder's first layer sees all of them: maps of 2×2 taken as a picture in itself made far worse ones.
class SpatialVae : public VariationalAutoencoder {
 public:
  explicit SpatialVae(const ModelSpec& spec)
      : VariationalAutoencoder(spec, {NetworkKind::convolutional, checked_size(spec), values_of(spec.settings)}),
        maps_(integer_setting(spec.settings, "maps")),
        side_(integer_setting(spec.settings, "side")),
        diagonal_(has_diagonal_covariance(spec.settings)) {}

  /// What each number is like on its own: the correlations are draw()'s.
  Posterior encode(const torch::Tensor& images, const torch::Tensor&) override {
    const MatrixNormal maps = posterior(images);
    return {maps.mean.flatten(1), matrix_normal_log_variance(maps).flatten(1)};
  }

 protected:
  Latent draw(const torch::Tensor& x, const torch::Tensor&, Noise& noise) override {
    const MatrixNormal maps = posterior(x);
    const torch::Tensor epsilon = noise.normal(maps.mean.sizes());
    return {matrix_normal_sample(maps, epsilon).flatten(1),
            samples_kl() ? matrix_normal_sampled_kl(maps, epsilon) : matrix_normal_kl(maps),
            {}};
  }
  Sampler sampler(const torch::Tensor& x, const torch::Tensor&, Noise& noise) override {
    const MatrixNormal maps = posterior(x);
    return [maps, &noise](std::int64_t draws) {
      const MatrixNormal each = repeated(maps, draws);
      const torch::Tensor epsilon = noise.normal(each.mean.sizes());
      return std::pair{matrix_normal_sample(each, epsilon).flatten(1), matrix_normal_sampled_kl(each, epsilon).sum(1)};
    };
  }

 private:
  MatrixNormal posterior(const torch::Tensor& images) {
    const torch::Tensor values = encoder()(images).view({images.size(0), maps_, -1});
    return diagonal_ ? diagonal_matrix_normal(values, side_, side_) : cholesky_matrix_normal(values, side_, side_);
  }

  long maps_, side_;
  bool diagonal_;
};

}  // namespace

ModelEntry vae_spatial() {
  ModelInfo info;
  info.name = "vae-spatial";
  info.title = "Spatial VAE";
  info.summary = "The code is a few small maps, and the numbers of a map may go together along its rows and columns.";
  info.capabilities.encode = info.capabilities.decode = info.capabilities.density = true;
  using namespace setting;
  std::vector<SettingInfo> shared = VariationalAutoencoder::settings("20");
  shared.erase(shared.begin());  // `latent_dim` follows from the maps
  info.settings = joined({
      convolution_settings("32,64"),
      {integers("hidden", "Units of a fully connected layer beside the code; 0: none.", "256", 0, 8192),
       integer("maps", "How many maps make up a code.", "5", 1, 128),
       integer("side", "Rows and columns of a map.", "2", 1, 16),
       choice(
           "covariance",
           "How the numbers of a map go together: with a mean and deviations that are products of one number for the "
           "row and one for the column, or with any mean and any covariance of rows and of columns.",
           {"cholesky", "diagonal"})},
      shared,
  });
  info.latent_blocks = [](const Settings& settings, const ImageShape& shape, int) {
    const auto side = static_cast<int>(integer_setting(settings, "side"));
    return std::vector<LatentBlock>{{.name = "maps",
                                     .title = "Maps",
                                     .summary = "Small maps whose rows and columns go together.",
                                     .kind = LatentBlock::Kind::maps,
                                     .size = static_cast<int>(code_size(settings, shape)),
                                     .rows = side,
                                     .columns = side}};
  };
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.001"});
  info.presets = {
      {"5·2·2", "Five maps of 2×2.", {}},
      {"4·3·3", "Four maps of 3×3.", {{"maps", "4"}, {"side", "3"}}},
      {"5·3·3 low rank",
       "Five maps of 3×3 that are a column times a row each, as the paper has them.",
       {{"maps", "5"}, {"side", "3"}, {"covariance", "diagonal"}, {"warmup_epochs", "3"}}},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<SpatialVae>(spec); }};
}

}  // namespace zscope
