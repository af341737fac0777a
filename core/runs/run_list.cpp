#include "runs/run_list.h"

#include "runs/run_directory.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <tuple>

namespace fs = std::filesystem;

namespace zscope {
namespace {

RunSummary summary_of(const fs::path& directory) {
  RunSummary out;
  out.directory = directory;
  try {
    const RunInfo info = read_run_info(directory);
    out.model = info.model;
    out.preset = info.preset;
    out.data = info.data;
    out.data_fingerprint = info.data_fingerprint;
    out.created = info.created;
    out.saved = !checkpoint_steps(directory).empty();
  } catch (const std::exception&) {
    // It stays in the list: opening it says what is broken.
  }
  return out;
}

}  // namespace

std::vector<RunSummary> list_runs(const fs::path& folder, const fs::path& also) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (is_run(at->path())) found.push_back(at->path());
  }
  const auto same = [&](const fs::path& one) { return one == also || fs::equivalent(one, also, error); };
  const bool listed = std::any_of(found.begin(), found.end(), same);
  if (!also.empty() && !listed && is_run(also)) found.push_back(also);
  std::vector<RunSummary> out;
  for (const fs::path& directory : found) out.push_back(summary_of(directory));
  // The names of those that were not told where begin with the time, too.
  std::sort(out.begin(), out.end(), [](const RunSummary& a, const RunSummary& b) {
    return std::tuple(a.created, a.directory.filename()) > std::tuple(b.created, b.directory.filename());
  });
  return out;
}

}  // namespace zscope
