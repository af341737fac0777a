#pragma once

#include "data/source.h"

namespace zscope {

/// Whether the folder holds PNG, JPEG or BMP files, in itself or below: a guess from a limited number of its files.
bool holds_pictures(const std::filesystem::path& folder, const Progress& progress);

/// Loads a folder of pictures: the largest square in each one's middle, resized to DataOptions::image_size, grey or
/// colour. Its subfolders are classes; pictures beside them are left out. Subfolders "train" and "test" are splits;
/// without them a seeded tenth becomes the test split. What cannot be read is left out and counted in
/// Dataset::origin. Throws Error when nothing is left, Misuse for an image_size that is not allowed.
std::shared_ptr<const Dataset> load_picture_folder(const std::filesystem::path& folder, const DataOptions& options,
                                                   Progress& progress);

}  // namespace zscope
