#pragma once

#include "data/dataset.h"
#include "explore/question.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscope {

/// The part of a data set that a picture is in.
inline const Split& split_of(const Dataset& dataset, const PictureRef& picture) {
  return picture.test ? dataset.test : dataset.train;
}
/// The class of a picture; -1 where the data has none, or no such picture.
inline int class_of(const Dataset& dataset, const PictureRef& picture) {
  const std::vector<std::int32_t>& labels = split_of(dataset, picture).labels;
  const auto index = static_cast<std::size_t>(picture.index);
  return index < labels.size() ? labels[index] : -1;
}

}  // namespace zscope
