#pragma once

#include "app/saved_run.h"

#include <string>
#include <vector>

namespace zscope {

/// What a comparison shows of one run: strips and blocks of ten columns.
struct RunPictures {
  Image inputs;                       ///< the test pictures, a row
  Image reconstructions;              ///< a row; empty where the run cannot encode
  std::vector<Image> interpolations;  ///< a row for each pair of test pictures, or of points where it cannot encode
  bool between_pictures = true;       ///< false: interpolations go between points of the prior
  Image samples;                      ///< four rows of the prior; empty where the run cannot decode
};

/// The test picture of each class that comes first, ten at most; without classes the first ten.
std::vector<PictureRef> telling_pictures(const Dataset& dataset);

/// Titles of the interpolations: "0 to 1".
std::vector<std::string> interpolation_titles(const Dataset& dataset);

RunPictures run_pictures(SavedRun& run);

}  // namespace zscope
