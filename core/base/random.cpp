// Compiled without fused multiplication and addition, which not every machine has (see core/CMakeLists.txt): with plain
// IEEE arithmetic, square root included, every machine comes to the same bits.
#include "base/random.h"

#include <cmath>

namespace zscope {
namespace {

/// The natural logarithm of x in (0, 1]: 2 artanh((m - 1) / (m + 1)) + exponent ln 2, good to about 1e-16.
double logarithm(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // [0.5, 1)
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);  // within ±0.172, so that s² is below 0.03 and the series is short
  const double square = s * s;
  double sum = 0;
  for (int power = 23; power >= 1; power -= 2) sum = sum * square + 1.0 / power;
  return 2 * s * sum + exponent * 0.69314718055994531;
}

}  // namespace

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

std::uint64_t Random::below(std::uint64_t limit) {
  const std::uint64_t uneven = (0 - limit) % limit;  // 2⁶⁴ mod limit: so many draws would come up once too often
  for (;;) {
    const std::uint64_t draw = next();
    if (draw >= uneven) return draw % limit;
  }
}

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  for (;;) {
    const double x = 2 * uniform() - 1;
    const double y = 2 * uniform() - 1;
    const double square = x * x + y * y;
    if (square >= 1 || square == 0) continue;
    const double scale = std::sqrt(-2 * logarithm(square) / square);
    spare_ = y * scale;
    has_spare_ = true;
    return x * scale;
  }
}

}  // namespace zscope
