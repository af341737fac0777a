#include "models/spectral_norm.h"

namespace zscope {
namespace {

constexpr int kFirstIterations = 15;  ///< so that the first steps divide by the right value

torch::Tensor unit(const torch::Tensor& vector) { return vector / vector.norm().clamp_min(1e-12); }

}  // namespace

SpectralNormImpl::SpectralNormImpl(const torch::Tensor& weight, Noise& noise) {
  u = register_buffer("u", unit(noise.normal({weight.size(0)})));
  torch::NoGradGuard no_grad;
  for (int i = 0; i < kFirstIterations; ++i) iterate(weight.flatten(1));
}

void SpectralNormImpl::iterate(const torch::Tensor& matrix) { u.copy_(unit(matrix.mv(unit(matrix.t().mv(u))))); }

torch::Tensor SpectralNormImpl::forward(const torch::Tensor& weight) {
  const torch::Tensor matrix = weight.flatten(1);
  torch::Tensor left, right;
  {
    torch::NoGradGuard no_grad;  // the vectors are taken as constants
    if (is_training()) iterate(matrix);
    left = u.clone();  // the next pass changes u while this one's graph still lives
    right = unit(matrix.t().mv(left));
  }
  return weight / left.dot(matrix.mv(right));
}

}  // namespace zscope
