#pragma once

#include "models/model.h"

#include <vector>

namespace zscope {

/// Every model there is, in the order of lists. One line in registry.cpp adds one.
const std::vector<ModelEntry>& model_registry();

/// Throws Misuse listing the names there are.
const ModelEntry& find_model_entry(const std::string& name);

/// The model of that name. Throws Misuse where it cannot be made of these settings and of data of this shape.
std::shared_ptr<Model> make_model(const std::string& name, const ModelSpec& spec);

}  // namespace zscope
