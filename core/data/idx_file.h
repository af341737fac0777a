#pragma once

#include "base/progress.h"
#include "data/dataset.h"

#include <filesystem>

namespace zscope {

/// One IDX file of pictures, as a split without labels; sets `shape`. Moves `progress` from `from` to `to`.
/// Throws Error naming the path when it is cut short, too long, of another kind, or claims more than it
/// can hold or PackedFile's limits allow.
Split read_idx_images(const std::filesystem::path& path, ImageShape& shape, Progress& progress, double from, double to);

/// One IDX file of labels. Throws Error, before it reads them, unless there are `count` as in the file `pictures`.
std::vector<std::int32_t> read_idx_labels(const std::filesystem::path& path, const std::filesystem::path& pictures,
                                          std::int64_t count, Progress& progress);

}  // namespace zscope
