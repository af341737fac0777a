#include "app/saved_run.h"

#include "app/terminal.h"
#include "data/catalog.h"

#include <nlohmann/json.hpp>

namespace fs = std::filesystem;

namespace zscope {
namespace {

bool is_utf8(const std::string& text) {
  try {
    return !nlohmann::json(text).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

}  // namespace

std::string resolve_data(const Program& program, const std::string& name_or_path) {
  if (find_source(name_or_path)) return name_or_path;
  const fs::path path = program.environment.absolute(name_or_path);
  if (!fs::exists(path)) {
    misuse("there is no data set called {}, and no such path; `zscope data list` names those there are", name_or_path);
  }
  if (!is_utf8(path.string())) {
    misuse("the path {} is not UTF-8, which run.json has to be; rename it", name_or_path);
  }
  return path.string();
}

std::shared_ptr<const Dataset> load_data(const Program& program, const std::string& name_or_path,
                                         const DataChoices& choices) {
  const DataOptions options{choices, program.environment.data_search()};
  std::shared_ptr<const Dataset> dataset;
  with_progress(program.environment.colour, [&](Progress& progress) {
    dataset = load_dataset(resolve_data(program, name_or_path), options, progress);
  });
  return dataset;
}

SavedRun open_saved_run(const Program& program, const fs::path& directory, const std::string& data, std::int64_t step) {
  const auto load = [&](const std::string& name, const DataChoices& choices, Progress&) {
    return load_data(program, name, choices);  // which shows a bar of its own
  };
  Progress progress;
  return {{program.make_backend, load}, program.environment.absolute(directory), progress, data, step};
}

}  // namespace zscope
