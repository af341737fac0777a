#include "models/latent_block.h"

#include "base/error.h"
#include "base/random.h"

#include <cmath>
#include <numbers>

namespace zscope {
namespace {

// Petals of deviation 0.5 along and 0.1 across, 1.4 from the centre; over this the whole has variance 1 a dimension.
constexpr double kAlong = 0.5, kAcross = 0.1, kFrom = 1.4;
const double kScale = std::sqrt((kFrom * kFrom + kAlong * kAlong + kAcross * kAcross) / 2);

}  // namespace

int size_of(const std::vector<LatentBlock>& blocks) {
  int size = 0;
  for (const LatentBlock& block : blocks) size += block.size;
  return size;
}

Petal petal_of(int number, int petals) {
  const double angle = 2 * std::numbers::pi * number / petals;
  const double along = std::cos(angle) / kScale, up = std::sin(angle) / kScale;
  return {{kFrom * along, kFrom * up}, {kAlong * along, -kAcross * up, kAlong * up, kAcross * along}};
}

std::vector<float> sample_prior(int count, int dim, std::uint64_t seed) {
  if (count < 0 || dim < 0) misuse("Cannot draw {} points of {} dimensions.", count, dim);
  Random random(seed);
  std::vector<float> out(static_cast<std::size_t>(count) * static_cast<std::size_t>(dim));
  for (float& value : out) value = static_cast<float>(random.normal());
  return out;
}

std::vector<float> sample_prior(int count, const std::vector<LatentBlock>& blocks, std::uint64_t seed) {
  const int dim = size_of(blocks);
  std::vector<float> out = sample_prior(count, dim, seed);
  int first = 0;
  for (const LatentBlock& block : blocks) {
    if (block.petals > 0 && block.size >= 2) {
      Random random(seed + 0x9e3779b97f4a7c15u);  // of its own, so that all else is as without petals
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const auto number = static_cast<int>(random.below(static_cast<std::uint64_t>(block.petals)));
        const Petal petal = petal_of(number, block.petals);
        float* z = out.data() + i * static_cast<std::size_t>(dim) + first;
        const double x = z[0], y = z[1];
        z[0] = static_cast<float>(petal.centre[0] + petal.matrix[0] * x + petal.matrix[1] * y);
        z[1] = static_cast<float>(petal.centre[1] + petal.matrix[2] * x + petal.matrix[3] * y);
      }
    }
    first += block.size;
  }
  return out;
}

}  // namespace zscope
