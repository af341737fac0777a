#pragma once

#include "data/dataset.h"

#include <memory>
#include <utility>

namespace zscope {

/// Splits pictures that came without a test set: a seeded tenth (one at least, when there are two) becomes the test
/// split, the rest the train split, both in their old order. `image_size` is the bytes of one picture.
std::pair<Split, Split> split_off_test(const Split& all, std::int64_t image_size, std::uint64_t seed);

/// Whether its pictures lie class by class, as those of a folder do: their first hundred, which panels show and metrics
/// look at, would be of one class.
bool lies_by_class(const Dataset& data);
/// The same pictures in a random order that is always the same, with the fingerprint that they had.
std::shared_ptr<const Dataset> in_mixed_order(std::shared_ptr<const Dataset> data);

/// The data set with no training pictures of one class; classes and the test split stay as they are. Throws Misuse for
/// a class that there is not, Error when no training picture would be left.
std::shared_ptr<const Dataset> leave_out_class(const Dataset& dataset, int label);

/// Class names "0", "1", ... for labels 0..`largest`.
std::vector<std::string> numbered_classes(int largest);

}  // namespace zscope
