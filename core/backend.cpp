#include "backend.h"

#include "base/error.h"

namespace zscope {

const ModelInfo& find_model(const Backend& backend, const std::string& name) {
  std::string names;
  for (const ModelInfo& model : backend.models()) {
    if (model.name == name) return model;
    names += (names.empty() ? "" : ", ") + model.name;
  }
  misuse("There is no model \"{}\"; there are {}.", name, names);
}

}  // namespace zscope
