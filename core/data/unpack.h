#pragma once

#include "base/progress.h"

#include <filesystem>
#include <string>
#include <vector>

namespace zscope {

/// Takes the files called `names` out of an archive (tar.gz and whatever else libarchive reads) and writes them into
/// the folder `into`. Only the last part of an entry's path counts and everything else in the archive is passed over,
/// so that no archive can write anywhere else. Throws Error when the archive is broken, lacks one of the names, or
/// holds more than `most_bytes` in one of them.
void unpack(const std::filesystem::path& archive, const std::filesystem::path& into,
            const std::vector<std::string>& names, std::uint64_t most_bytes, Progress& progress);

}  // namespace zscope
