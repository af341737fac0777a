#include "models/code_prior.h"

#include "models/latent_block.h"

namespace zscope {
namespace {

/// [petals, 6]: of each its centre, then its matrix by rows.
torch::Tensor flower(std::int64_t petals, const torch::TensorOptions& options) {
  std::vector<double> numbers;
  for (int i = 0; i < static_cast<int>(petals); ++i) {
    const Petal petal = petal_of(i, static_cast<int>(petals));
    numbers.insert(numbers.end(), petal.centre.begin(), petal.centre.end());
    numbers.insert(numbers.end(), petal.matrix.begin(), petal.matrix.end());
  }
  return torch::tensor(numbers, torch::kFloat64).view({petals, 6}).to(options);
}

}  // namespace

torch::Tensor CodePrior::draw(std::int64_t n, const torch::Tensor& petals, Noise& noise) const {
  torch::Tensor z = noise.normal({n, dimensions_});
  if (kind_ == Kind::gaussian) return z;
  torch::Tensor petal = noise.uniform({n}).mul(static_cast<double>(components_)).floor().to(torch::kInt64);
  if (petals.defined()) petal = torch::where(petals < 0, petal, petals);
  if (!flower_.defined()) flower_ = flower(components_, z.options());
  const torch::Tensor of = flower_.index_select(0, petal);
  const torch::Tensor matrix = of.narrow(1, 2, 4).view({n, 2, 2});
  const torch::Tensor plane = of.narrow(1, 0, 2) + torch::matmul(matrix, z.narrow(1, 0, 2).unsqueeze(2)).squeeze(2);
  return torch::cat({plane, z.narrow(1, 2, dimensions_ - 2)}, 1);
}

}  // namespace zscope
