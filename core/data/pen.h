#pragma once

#include "data/digit_styles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace zscope {

/// A point on the path of the pen, in pixels, with the half width of the ink there.
struct InkPoint {
  float x = 0;
  float y = 0;
  float radius = 0;
};

/// The smooth path through a stroke's points (a Catmull-Rom spline between corners), appended to `out`
/// as points no more than about `spacing` apart. Units are the stroke's.
void trace(const Stroke& stroke, float spacing, std::vector<InkPoint>& out);

/// Draws the line through `path` onto `coverage` [height, width], values in [0, 1], edges antialiased. Ink that is
/// already there stays: the darker of the two wins. What lies outside is left out.
void ink(std::span<const InkPoint> path, int width, int height, float* coverage);

}  // namespace zscope
