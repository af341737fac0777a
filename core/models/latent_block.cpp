#include "models/latent_block.h"

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

}  // namespace zscope
