#pragma once

#include "data/dataset.h"

#include <utility>

namespace zscope {

/// Splits pictures that came without a test set: a seeded tenth (one at least, when there are two) becomes the test
/// split, the rest the train split, both in their old order. `image_size` is the bytes of one picture.
std::pair<Split, Split> split_off_test(const Split& all, std::int64_t image_size, std::uint64_t seed);

/// Class names "0", "1", ... for labels 0..`largest`.
std::vector<std::string> numbered_classes(int largest);

}  // namespace zscope
