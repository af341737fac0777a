#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace zscope {

using FolderTest = std::function<bool(const std::filesystem::path&)>;

/// Looks for a data set in the search folders, in order: in a folder of one of `names` below one, or directly in one
/// when `direct` agrees. `holds` says whether the files are there. Returns an empty path when they are nowhere.
std::filesystem::path locate_folder(const std::vector<std::filesystem::path>& search,
                                    const std::vector<std::string>& names, const FolderTest& holds,
                                    const FolderTest& direct);

/// Whether the last two parts of the folder's path, in small letters, contain `word`.
bool named_like(const std::filesystem::path& folder, const std::string& word);

}  // namespace zscope
