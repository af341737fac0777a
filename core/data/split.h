#pragma once

#include "data/dataset.h"

#include <utility>

namespace zscope {

/// Splits pictures that came without a test set: a seeded tenth (one at least, when there are two) becomes the test
/// split, the rest the train split, both in their old order. `image_size` is the bytes of one picture.
std::pair<Split, Split> split_off_test(const Split& all, std::int64_t image_size, std::uint64_t seed);

/// Puts labelled pictures (bytes, no factors) into a random order that is always the same. A folder's lie class by
/// class: its first hundred test pictures, which panels show and metrics look at, would be of one class.
void mix(Split& split, std::int64_t image_size);

/// The data set with no training pictures of one class; classes and the test split stay as they are. Throws Misuse for
/// a class that there is not, Error when no training picture would be left.
std::shared_ptr<const Dataset> leave_out_class(const Dataset& dataset, int label);

/// Class names "0", "1", ... for labels 0..`largest`.
std::vector<std::string> numbered_classes(int largest);

}  // namespace zscope
