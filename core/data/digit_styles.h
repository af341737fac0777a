#pragma once

#include <vector>

namespace zscope {

/// A point the pen passes through. y: 0 at the digit's top, 1 at its foot; x: to the right in the same unit.
struct PenPoint {
  float x = 0;
  float y = 0;
  bool corner = false;  ///< the pen turns here; elsewhere it passes smoothly
};

/// From pen down to pen up.
using Stroke = std::vector<PenPoint>;

/// One way in which people write a digit.
struct DigitStyle {
  float share = 1;  ///< of the pictures of its digit, relative to its siblings
  std::vector<Stroke> strokes;
};

/// The ways to write a digit 0..9.
const std::vector<DigitStyle>& digit_styles(int digit);

}  // namespace zscope
