#pragma once

#include "compare/compared.h"
#include "compare/saved_run.h"

#include <string>
#include <vector>

namespace zscope {

/// Pictures of the test set, at most `count` of them.
std::vector<PictureRef> first_test_pictures(const Dataset& dataset, int count);

/// Test pictures as they are, `columns` to a row.
Atlas as_they_are(const Dataset& dataset, const std::vector<PictureRef>& pictures, int columns);

/// The test picture of each class that comes first, ten at most; without classes the first ten.
std::vector<PictureRef> telling_pictures(const Dataset& dataset);

/// Titles of the interpolations: "0 to 1".
std::vector<std::string> interpolation_titles(const Dataset& dataset);

RunPictures run_pictures(SavedRun& run);

}  // namespace zscope
