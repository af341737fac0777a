#pragma once

#include "data/source.h"

#include <cstdint>

namespace zscope {

/// Handwritten-looking digits made from strokes: 28x28, grey, light ink on a dark ground, inside a box of 20x20, the
/// centre of mass in the middle of pixel (14, 14), as MNIST's are. Picture i of a split depends on (seed, split, i)
/// alone, so that the number of threads changes nothing and a smaller set is the beginning of a larger one. Factors, in
/// the order of Dataset::factor_names:
///   style      which way of writing this digit, counted from 0
///   slant      shear, to the right where positive: pixels sideways per pixel up
///   width      the digit's width against its usual one
///   height     the longer side's share of the box of 20 pixels
///   rotation   radians, anticlockwise
///   thickness  of the line, pixels
///   pressure   how much the line's thickness changes as the pen moves, a share of it
std::shared_ptr<const Dataset> make_digits(std::uint64_t seed, std::int64_t train, std::int64_t test,
                                           Progress& progress, int threads = 0);

DataSource digits_source();

}  // namespace zscope
