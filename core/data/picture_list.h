#pragma once

#include "base/progress.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zscope {

struct ListedPicture {
  std::filesystem::path path;
  std::int32_t label = -1;  ///< the index of its class folder; -1 without classes
};

/// The picture files of a folder, told by their endings, in alphabetical order.
struct PictureList {
  std::vector<ListedPicture> train;
  std::vector<ListedPicture> test;       ///< from a subfolder "test", else empty
  std::vector<std::string> class_names;  ///< the subfolders, alphabetical
  std::size_t left_out = 0;              ///< pictures that lie beside class folders
};

/// Tells `progress` how many were found so far, and can be cancelled at every file. Hidden files are passed over, and
/// so are links to folders, but for train, test and the classes: these may be links that do not lead back to where they
/// lie. Throws Error when a folder may not be read.
PictureList list_pictures(const std::filesystem::path& folder, Progress& progress);

/// Whether this is one picture file, told by its ending.
bool is_picture_file(const std::filesystem::path& path);

/// Whether there is a picture file in the folder or below it: a guess from `most` files and folders, a tenth of them
/// from any one folder, the upper ones before those below, so that a whole disk is answered for in a moment too.
bool any_picture_below(const std::filesystem::path& folder, const Progress& progress, std::size_t most = 20000);

}  // namespace zscope
