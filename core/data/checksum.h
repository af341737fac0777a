#pragma once

#include "base/progress.h"

#include <filesystem>
#include <string>

namespace zscope {

/// The MD5 of a file's bytes, 32 hexadecimal digits. Stops when `progress` is cancelled. Throws Error naming the path.
std::string md5_of_file(const std::filesystem::path& path, const Progress& progress);

}  // namespace zscope
