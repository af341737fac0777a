#include "models/pixel_likelihood.h"

#include "base/error.h"

#include <cmath>
#include <numbers>

namespace zscope {
namespace {

/// Of the moving average of log σ: that of batch normalisation.
constexpr double kMomentum = 0.1;
/// As bounded_log_sigma() has it; no gradient passes here that a soft bound would keep.
constexpr double kLeastLogSigma = -6;

}  // namespace

PixelLikelihood::Kind PixelLikelihood::kind_from_name(const std::string& name) {
  if (name == "bernoulli") return Kind::bernoulli;
  if (name == "mse") return Kind::mse;
  if (name == "gaussian") return Kind::gaussian;
  if (name == "gaussian-optimal") return Kind::gaussian_optimal;
  if (name == "gaussian-pixel") return Kind::gaussian_pixel;
  misuse("likelihood={}: must be bernoulli, mse, gaussian, gaussian-optimal or gaussian-pixel.", name);
}

PixelLikelihood::PixelLikelihood(torch::nn::Module& owner, const ModelSpec& spec)
    : owner_(owner),
      collective_(spec.collective),
      kind_(kind_from_name(text_setting(spec.settings, "likelihood"))),
      shape_(spec.shape),
      binarize_(text_setting(spec.settings, "binarize")) {
  if (shape_.points()) check_points();
  const auto zero = [&] { return torch::zeros_like(spec.noise.uniform({1})); };
  if (kind_ == Kind::gaussian) raw_log_sigma_ = owner.register_parameter("raw_log_sigma", zero());
  if (kind_ == Kind::gaussian_optimal) log_sigma_ = owner.register_buffer("log_sigma", zero());
}

void PixelLikelihood::check_points() const {
  const char* what = "this data is points of the plane, which are neither black nor white";
  if (kind_ == Kind::bernoulli) {
    misuse("likelihood=bernoulli: {}; must be mse, gaussian, gaussian-optimal or gaussian-pixel.", what);
  }
  if (binarize_ != "none") misuse("binarize={}: {}; must be none.", binarize_, what);
}

std::vector<SettingInfo> PixelLikelihood::settings() {
  using namespace setting;
  return {
      choice("likelihood",
             "How likely a pixel is given the decoder's output: black or white with a probability, or a bell around a "
             "mean whose width is fixed (mse), learned, the best for the batch, or learned for each pixel.",
             {"bernoulli", "mse", "gaussian", "gaussian-optimal", "gaussian-pixel"}),
      choice("binarize", "Make pixels black or white: at one half, or anew at random each time.",
             {"none", "threshold", "dynamic"}),
  };
}

torch::Tensor PixelLikelihood::input(const torch::Tensor& images) const {
  return binarize_ == "none" ? images : images.gt(0.5).to(images.scalar_type());
}

torch::Tensor PixelLikelihood::target(const torch::Tensor& images, Noise& noise) const {
  return binarize_ == "dynamic" ? noise.bernoulli(images) : input(images);
}

double PixelLikelihood::left_out_constant() const {
  // ½ log 2π a pixel: squared error is a Gaussian's at σ = 1. And the density of points is one in their own numbers.
  const double each = (kind_ == Kind::mse ? 0.5 * std::log(2 * std::numbers::pi) : 0) + std::log(shape_.unit());
  return each * static_cast<double>(shape_.size());
}

torch::Tensor PixelLikelihood::optimal_log_sigma(const torch::Tensor& pixels, const torch::Tensor& x) {
  torch::NoGradGuard no_grad;  // at the optimum the loss does not change with σ
  if (!owner_.is_training()) return log_sigma_;
  const torch::Tensor squares = torch::mse_loss(pixels, x, at::Reduction::Sum);
  const torch::Tensor sums =
      collective_.sum(torch::stack({squares, torch::full_like(squares, static_cast<double>(x.numel()))}));
  const torch::Tensor log_sigma = (0.5 * (sums[0] / sums[1]).log()).clamp_min(kLeastLogSigma).view({1});
  log_sigma_.lerp_(log_sigma, kMomentum);
  return log_sigma;
}

torch::Tensor PixelLikelihood::loss(const torch::Tensor& output, const torch::Tensor& x, Over over) {
  switch (kind_) {
    case Kind::bernoulli:
      return bernoulli_loss(output, x, over);
    case Kind::mse:
      return squared_error_loss(unit_from_output(output, shape_), x, over);
    case Kind::gaussian:
      return gaussian_loss(unit_from_output(output, shape_), bounded_log_sigma(raw_log_sigma_), x, over);
    case Kind::gaussian_optimal: {
      const torch::Tensor pixels = unit_from_output(output, shape_);
      return gaussian_loss(pixels, optimal_log_sigma(pixels, x), x, over);
    }
    case Kind::gaussian_pixel:
      return gaussian_loss(picture(output), bounded_log_sigma(output.narrow(1, shape_.channels, shape_.channels)), x,
                           over);
  }
  throw std::logic_error("a likelihood without a loss");
}

}  // namespace zscope
