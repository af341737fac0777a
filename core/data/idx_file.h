#pragma once

#include "base/progress.h"
#include "data/dataset.h"

#include <filesystem>

namespace zscope {

/// One IDX file of pictures, as a split without labels; sets `shape`. Moves `progress` from `from` to `to`.
/// Throws Error naming the path when it is cut short, too long, of another kind, or claims an absurd size.
Split read_idx_images(const std::filesystem::path& path, ImageShape& shape, Progress& progress, double from, double to);

/// One IDX file of labels.
std::vector<std::int32_t> read_idx_labels(const std::filesystem::path& path, Progress& progress);

}  // namespace zscope
