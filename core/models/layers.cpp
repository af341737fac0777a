#include "models/layers.h"

#include "models/channels.h"
#include "models/dense.h"
#include "models/elementwise.h"

#include <cmath>
#include <utility>
#include <vector>

namespace zscope {
namespace {

constexpr double kBatchNormEpsilon = 1e-5;
constexpr double kBatchNormMomentum = 0.1;

torch::Tensor first_weights(torch::IntArrayRef shape, std::int64_t fan_in, Noise& noise,
                            Initialisation initialisation) {
  if (initialisation.normal > 0) return noise.normal(shape) * initialisation.normal;
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  return noise.uniform(shape).mul_(2 * bound).sub_(bound);
}

torch::Tensor first_bias(std::int64_t size, std::int64_t fan_in, Noise& noise, Initialisation initialisation) {
  torch::Tensor bias = first_weights({size}, fan_in, noise, initialisation);
  return initialisation.normal > 0 ? bias.zero_() : bias;
}

std::vector<std::int64_t> all_but_channels(const torch::Tensor& x) {
  std::vector<std::int64_t> dims{0};
  for (std::int64_t d = 2; d < x.dim(); ++d) dims.push_back(d);
  return dims;
}

/// Passes over x as rows of channels where it lies so in memory (channels last, fp32, on the processor), else
/// LibTorch's operations.
struct ChannelPasses {
  explicit ChannelPasses(const torch::Tensor& x)
      : rows(x.numel() / x.size(1)),
        channels(x.size(1)),
        fast(x.is_cpu() && x.scalar_type() == torch::kFloat32 &&
             (x.dim() == 2 ? x.is_contiguous() : x.is_contiguous(torch::MemoryFormat::ChannelsLast))) {}

  /// Mean and biased variance, [channels].
  std::pair<torch::Tensor, torch::Tensor> moments(const torch::Tensor& x) const {
    if (!fast) {
      const auto [variance, mean] = torch::var_mean(x, all_but_channels(x), /*unbiased=*/false);
      return {mean, variance};
    }
    torch::Tensor mean = torch::empty({channels}), variance = torch::empty({channels});
    channel_moments(data(x), rows, channels, data(mean), data(variance));
    return {mean, variance};
  }
  torch::Tensor scaled(const torch::Tensor& x, const torch::Tensor& scale, const torch::Tensor& shift) const {
    if (!fast) return torch::addcmul(per_channel(shift, x), x, per_channel(scale, x));
    torch::Tensor out = torch::empty_like(x);
    scale_channels(data(x), data(scale), data(shift), rows, channels, data(out));
    return out;
  }
  /// Σ dy, Σ dy·x, [2, channels].
  torch::Tensor dots(const torch::Tensor& dy, const torch::Tensor& x) const {
    if (!fast) return torch::stack({dy.sum(all_but_channels(x)), (dy * x).sum(all_but_channels(x))});
    torch::Tensor sums = torch::empty({2, channels});
    channel_dots(data(dy), data(x), rows, channels, data(sums), data(sums) + channels);
    return sums;
  }
  /// a·dy + b·x + c.
  torch::Tensor mixed(const torch::Tensor& dy, const torch::Tensor& x, const torch::Tensor& a, const torch::Tensor& b,
                      const torch::Tensor& c) const {
    if (!fast) {
      return torch::addcmul(torch::addcmul(per_channel(c, x), x, per_channel(b, x)), dy, per_channel(a, x));
    }
    torch::Tensor out = torch::empty_like(x);
    mix_channels(data(dy), data(x), data(a), data(b), data(c), rows, channels, data(out));
    return out;
  }

  const std::int64_t rows, channels;
  const bool fast;

 private:
  static float* data(const torch::Tensor& tensor) { return tensor.data_ptr<float>(); }
};

/// Normalises with statistics of all replicas; the backward pass reduces its two sums in the same way.
class SharedBatchNorm : public torch::autograd::Function<SharedBatchNorm> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                                const torch::Tensor& weight, const torch::Tensor& bias,
                                                Collective* collective) {
    const ChannelPasses passes(x);
    const auto rows = static_cast<double>(passes.rows);
    // Sums and sums of squares about the local mean, combined exactly (Chan et al. 1979): no cancellation.
    const auto [mean, variance] = passes.moments(x);
    const torch::Tensor ones = torch::full_like(mean, rows);
    const torch::Tensor first = collective->sum(torch::stack({ones, mean * rows}));
    const torch::Tensor whole_rows = first[0], whole_mean = first[1] / whole_rows;
    const torch::Tensor whole_variance = collective->sum((variance + (mean - whole_mean).square()) * rows) / whole_rows;
    const torch::Tensor inverse = (whole_variance + kBatchNormEpsilon).rsqrt();
    const torch::Tensor scale = weight * inverse;
    torch::Tensor y = passes.scaled(x, scale, bias - whole_mean * scale);
    context->save_for_backward({x, weight, whole_mean, inverse, whole_rows});
    context->saved_data["collective"] = reinterpret_cast<std::int64_t>(collective);
    context->mark_non_differentiable({whole_mean, whole_variance, whole_rows});
    return {y, whole_mean, whole_variance, whole_rows};
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &x = saved[0], &weight = saved[1], &mean = saved[2], &inverse = saved[3], &rows = saved[4];
    auto* collective = reinterpret_cast<Collective*>(context->saved_data["collective"].toInt());
    const ChannelPasses passes(x);
    const torch::Tensor dy = passes.fast ? gradients[0].contiguous(x.suggest_memory_format()) : gradients[0];
    const torch::Tensor sums = passes.dots(dy, x);
    const torch::Tensor sum_dy = sums[0], sum_dy_xhat = (sums[1] - mean * sum_dy) * inverse;
    const torch::Tensor whole = collective->sum(torch::stack({sum_dy, sum_dy_xhat}));
    // dx = γ/σ (dy − mean(dy) − x̂ mean(dy x̂)) = a·dy + b·x + c, one value of a, b, c per channel.
    const torch::Tensor a = weight * inverse;
    const torch::Tensor b = -a * inverse * whole[1] / rows;
    const torch::Tensor c = -a * whole[0] / rows - b * mean;
    return {passes.mixed(dy, x, a, b, c), sum_dy_xhat, sum_dy, torch::Tensor()};
  }
};

}  // namespace

DenseImpl::DenseImpl(std::int64_t in, std::int64_t out, Noise& noise, Initialisation initialisation) {
  weight = register_parameter("weight", first_weights({out, in}, in, noise, initialisation));
  bias = register_parameter("bias", first_bias(out, in, noise, initialisation));
}

torch::Tensor DenseImpl::forward(const torch::Tensor& x, bool relu) { return dense(x, weight, bias, relu); }

ConvolutionImpl::ConvolutionImpl(ConvolutionShape shape, Noise& noise, Initialisation initialisation) : shape_(shape) {
  const std::int64_t fan_in = shape.in * shape.kernel * shape.kernel;
  weight = register_parameter(
      "weight", first_weights({shape.out, shape.in, shape.kernel, shape.kernel}, fan_in, noise, initialisation));
  bias = register_parameter("bias", first_bias(shape.out, fan_in, noise, initialisation));
}

torch::Tensor ConvolutionImpl::forward(const torch::Tensor& x) { return convolve(x, weight, bias, shape_); }

TransposedConvolutionImpl::TransposedConvolutionImpl(ConvolutionShape shape, std::int64_t height, std::int64_t width,
                                                     Noise& noise, Initialisation initialisation)
    : shape_(shape), height_(height), width_(width) {
  const std::int64_t fan_in = shape.out * shape.kernel * shape.kernel;  // PyTorch's convention for transposed layers
  weight = register_parameter(
      "weight", first_weights({shape.in, shape.out, shape.kernel, shape.kernel}, fan_in, noise, initialisation));
  bias = register_parameter("bias", first_bias(shape.out, fan_in, noise, initialisation));
}

torch::Tensor TransposedConvolutionImpl::forward(const torch::Tensor& x) {
  return convolve_transposed(x, weight, bias, shape_, height_, width_);
}

BatchNormImpl::BatchNormImpl(std::int64_t channels, Noise& noise, Collective& collective, Initialisation initialisation,
                             bool always_batch)
    : collective_(collective), always_batch_(always_batch) {
  const torch::Tensor ones = torch::ones_like(noise.uniform({channels}));
  weight = register_parameter(
      "weight", initialisation.normal > 0 ? 1 + noise.normal({channels}) * initialisation.normal : ones.clone());
  bias = register_parameter("bias", torch::zeros_like(ones));
  running_mean = register_buffer("running_mean", torch::zeros_like(ones));
  running_variance = register_buffer("running_variance", ones.clone());
}

torch::Tensor BatchNormImpl::forward(const torch::Tensor& x) {
  if (!is_training() && always_batch_) {
    return torch::batch_norm(x, weight, bias, {}, {}, true, kBatchNormMomentum, kBatchNormEpsilon, true);
  }
  if (!is_training()) {
    return torch::batch_norm(x, weight, bias, running_mean, running_variance, false, kBatchNormMomentum,
                             kBatchNormEpsilon, true);
  }
  const ChannelPasses passes(x);
  // Of a single row ATen's running variance would become NaN for good.
  if (collective_.size() == 1 && !passes.fast && passes.rows > 1) {
    return torch::batch_norm(x, weight, bias, running_mean, running_variance, true, kBatchNormMomentum,
                             kBatchNormEpsilon, true);
  }
  const auto results = SharedBatchNorm::apply(x, weight, bias, &collective_);
  torch::NoGradGuard no_grad;
  const torch::Tensor& rows = results[3];
  running_mean.lerp_(results[1], kBatchNormMomentum);
  // A single row varies in nothing: what is known stays.
  if (collective_.size() > 1 || passes.rows > 1) {
    running_variance.lerp_(results[2] * rows / (rows - 1), kBatchNormMomentum);
  }
  return results[0];
}

}  // namespace zscope
