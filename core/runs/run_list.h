#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zscope {

/// A run on disk, as a list has it.
struct RunSummary {
  std::filesystem::path directory;
  std::string model;  ///< empty where run.json cannot be read
  std::string preset;
  std::string data;  ///< a name of the catalog, or a path
  std::string data_fingerprint;
  std::string created;  ///< UTC, ISO 8601
  bool saved = false;   ///< it has a checkpoint
};

/// The runs that lie in `folder`, the newest first. `also`: a run that may lie elsewhere; empty: none. Folders that
/// cannot be looked into hold none.
std::vector<RunSummary> list_runs(const std::filesystem::path& folder, const std::filesystem::path& also = {});

}  // namespace zscope
