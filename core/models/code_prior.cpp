#include "models/code_prior.h"

#include <cmath>
#include <numbers>

namespace zscope {
namespace {

// Petals of deviation 0.5 along and 0.1 across, 1.4 from the centre; over this the whole has variance 1 a dimension.
constexpr double kAlong = 0.5, kAcross = 0.1, kFrom = 1.4;
const double kScale = std::sqrt((kFrom * kFrom + kAlong * kAlong + kAcross * kAcross) / 2);

}  // namespace

torch::Tensor CodePrior::draw(std::int64_t n, const torch::Tensor& petals, Noise& noise) const {
  torch::Tensor z = noise.normal({n, dimensions_});
  if (kind_ == Kind::gaussian) return z;
  torch::Tensor petal = noise.uniform({n}).mul(static_cast<double>(components_)).floor();
  if (petals.defined()) petal = torch::where(petals < 0, petal, petals.to(petal.scalar_type()));
  const torch::Tensor angle = petal * (2 * std::numbers::pi / static_cast<double>(components_));
  const torch::Tensor along = (kFrom + kAlong * z.select(1, 0)) / kScale, across = kAcross / kScale * z.select(1, 1);
  const torch::Tensor first = along * angle.cos() - across * angle.sin(),
                      second = along * angle.sin() + across * angle.cos();
  return torch::cat({first.unsqueeze(1), second.unsqueeze(1), z.narrow(1, 2, dimensions_ - 2)}, 1);
}

}  // namespace zscope
