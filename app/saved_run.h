#pragma once

#include "app/program.h"
#include "compare/saved_run.h"

#include <filesystem>
#include <memory>
#include <string>

namespace zscope {

/// A data set by name or path, with a progress bar. A relative path is taken from the working directory. A folder of
/// pictures is resized.
std::shared_ptr<const Dataset> load_data(const Program& program, const std::string& name_or_path,
                                         const DataChoices& choices);

/// What `--data` becomes in run.json: a name of the catalog, or the path made absolute. Throws Misuse for what is
/// neither.
std::string resolve_data(const Program& program, const std::string& name_or_path);

/// Opens a run for reading (see SavedRun), with a progress bar while its data is loaded. A relative directory is taken
/// from the working directory.
SavedRun open_saved_run(const Program& program, const std::filesystem::path& directory, const std::string& data = {},
                        std::int64_t step = -1);

}  // namespace zscope
