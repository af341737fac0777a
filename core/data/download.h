#pragma once

#include "base/progress.h"
#include "data/mirrors.h"

#include <filesystem>
#include <string>

namespace zscope {

/// Downloads a data set into `into`/`name`, where the catalog finds it when `into` is a search folder. Files are
/// gathered in a folder beside (`into`/.`name`.part), checked, unpacked, and moved into place once all are whole. A
/// transfer that breaks is taken up again where it broke, at once and by a later call. Goes from mirror to mirror;
/// a `mirror` that is not empty is the only one. Files that are already in place and whole are not fetched again.
/// Throws Misuse for a name that is not known, Error when no mirror serves, Cancelled.
/// A zscope built without downloads throws Error.
void download_dataset(const std::string& name, const std::string& mirror, const std::filesystem::path& into,
                      Progress& progress);

/// The same for a data set that is not in the list.
void download_files(const RemoteDataset& set, const std::string& mirror, const std::filesystem::path& into,
                    Progress& progress);

}  // namespace zscope
