#pragma once

#include "base/image.h"
#include "data/mixture.h"
#include "data/point_picture.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zscope {

/// One part of a data set. Pictures stay bytes, points stay floats, once, in one block.
struct Split {
  std::int64_t count = 0;
  std::vector<std::uint8_t> pixels;  ///< [count, channels, height, width]
  std::vector<float> values;         ///< [count, coordinates] in place of pixels, where the data is points
  std::vector<std::int32_t> labels;  ///< [count], or empty when the data has no classes
  std::vector<float> factors;        ///< [count, factor_names.size()], or empty when unknown
};

/// An immutable data set, shared by every thread that looks at it.
struct Dataset {
  std::string name;    ///< what `--data` calls it: "digits", "mnist", or the path given
  std::string origin;  ///< "generated, seed 1" or the folder it was read from
  ImageShape shape;
  std::vector<std::string> class_names;   ///< empty when the data has no classes
  std::vector<std::string> factor_names;  ///< empty when no factors are known
  Mixture mixture;                        ///< what points were drawn from, where that is known
  Split train;
  Split test;
  std::string fingerprint;  ///< a hash of shape, pixels or points, and labels, 16 hexadecimal digits: the same data,
                            ///< the same text; of pictures that lie class by class, in that order

  bool labelled() const { return !class_names.empty(); }
  /// The bytes [channels, height, width] of one picture.
  std::span<const std::uint8_t> picture(const Split& split, std::int64_t index) const {
    return {split.pixels.data() + index * shape.size(), static_cast<std::size_t>(shape.size())};
  }
  /// The coordinates of one point.
  std::span<const float> point(const Split& split, std::int64_t index) const {
    return {split.values.data() + index * shape.size(), static_cast<std::size_t>(shape.size())};
  }
  /// What is shown of the data one by one: its pictures, or small pictures of where its points lie.
  ImageShape shown_shape() const { return zscope::shown_shape(shape); }
  std::vector<std::uint8_t> shown(const Split& split, std::int64_t index) const;
};

/// Computes Dataset::fingerprint.
std::string fingerprint(const Dataset& dataset);

}  // namespace zscope
