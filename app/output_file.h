#pragma once

#include "app/environment.h"

#include <filesystem>
#include <string>

namespace zscope {

/// Checks a file that is to be written: better to know now what is wrong with it than after the work.
/// `extension`: what its name must end in, and `kind` why: "pictures are written as PNG"; empty: anything. Throws
/// Misuse for another ending, Error where its folder does not exist.
void check_output_file(const Environment& environment, const std::string& option, const std::filesystem::path& file,
                       const std::string& extension = {}, const std::string& kind = {});

}  // namespace zscope
