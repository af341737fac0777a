#include "data/catalog.h"

#include "data/digits.h"

namespace zscope {

const std::vector<DataSource>& data_sources() {
  static const std::vector<DataSource> sources = {
      digits_source(),
  };
  return sources;
}

const DataSource* find_source(const std::string& name) {
  for (const DataSource& source : data_sources()) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

std::shared_ptr<const Dataset> load_dataset(const std::string& name_or_path, const DataOptions& options,
                                            Progress& progress) {
  const DataSource* source = find_source(name_or_path);
  if (!source) misuse("There is no data set \"{}\"; `zscope data list` names those there are.", name_or_path);
  return source->load(source->locate(options), options, progress);
}

}  // namespace zscope
