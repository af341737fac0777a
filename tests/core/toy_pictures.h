#pragma once

#include "data/dataset.h"

#include <memory>

namespace zscope {

/// A small labelled data set of the given shape: bright bars at a place that depends on the class, with noise.
std::shared_ptr<const Dataset> toy_pictures(const ImageShape& shape, std::int64_t train = 64, std::int64_t test = 40);

}  // namespace zscope
