#pragma once

#include "models/model.h"

#include <vector>

namespace zscope {

/// Every model there is, in the order of lists. One line in registry.cpp adds one.
const std::vector<ModelEntry>& model_registry();

/// Throws Misuse listing the names there are.
const ModelEntry& find_model_entry(const std::string& name);

}  // namespace zscope
