#pragma once

#include "base/progress.h"
#include "data/dataset.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zscope {

/// What can be measured of a picture of light strokes on a dark ground (Castro et al. 2019, Morpho-MNIST), lengths in
/// its own pixels, angles in radians: area of the strokes; length of their skeleton, corners counting √2; thickness,
/// twice the mean distance of the skeleton to the edge; slant = atan(−u₁₁/u₀₂) from grey moments, to the right where
/// positive; width and height of the box that leans as the strokes do, 1 % of the mass left out on each side.
struct Morphology {
  double area = 0, length = 0, thickness = 0, slant = 0, width = 0, height = 0;
  std::array<double, 6> values() const { return {area, length, thickness, slant, width, height}; }
};

const std::vector<std::string>& morphology_names();

/// Of one grey picture [height, width]; measured at four times its size, made smooth. All zero where it is dark.
Morphology measure_morphology(std::span<const std::uint8_t> picture, int width, int height);

/// Of a split's pictures [first, first + count), on all cores: [count, 6]. Colour is taken as its mean.
std::vector<float> measure_morphologies(const Dataset& dataset, const Split& split, std::int64_t first,
                                        std::int64_t count, Progress& progress);

}  // namespace zscope
