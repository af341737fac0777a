#pragma once

#include "compare/saved_run.h"

#include <vector>

namespace zscope {

/// The dimensions of the code that differ most from picture to picture, the most telling first; the first ones where
/// the model has no encoder.
std::vector<int> telling_dimensions(SavedRun& run, int count);

/// Ten columns that show what a run has come to: test pictures and, where it encodes, what it makes of them; two rows
/// of samples; the four most telling dimensions, each moved from −3 to 3 about the middle of the prior, or about a
/// draw of it where the model has no encoder.
Image contact_sheet(SavedRun& run);

}  // namespace zscope
