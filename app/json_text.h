#pragma once

#include "models/model_info.h"

#include <nlohmann/json.hpp>

namespace zscope {

/// Settings, models and the like as `--json` prints them, in the order they are declared.
nlohmann::ordered_json to_json(const ModelInfo& model);
nlohmann::ordered_json to_json(const SettingInfo& setting);

/// "integer", "real", ...
const char* type_name(SettingType type);

/// "1 to 512", "one of adam, rmsprop, sgd", or empty where anything goes.
std::string allowed(const SettingInfo& setting);

}  // namespace zscope
