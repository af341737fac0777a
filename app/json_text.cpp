#include "app/json_text.h"

#include <fmt/format.h>

namespace zscope {
namespace {

/// A default as a number where it is one, so that a notebook need not parse text.
nlohmann::ordered_json typed(const SettingInfo& setting) {
  if (setting.type != SettingType::integer && setting.type != SettingType::real) return setting.default_value;
  return nlohmann::ordered_json::parse(setting.default_value, nullptr, false);
}

}  // namespace

const char* type_name(SettingType type) {
  switch (type) {
    case SettingType::integer:
      return "integer";
    case SettingType::real:
      return "real";
    case SettingType::text:
      return "text";
    case SettingType::choice:
      return "choice";
    case SettingType::integer_list:
      return "integer list";
  }
  return "text";
}

std::string allowed(const SettingInfo& setting) {
  if (setting.type == SettingType::choice) return fmt::format("one of {}", fmt::join(setting.choices, ", "));
  if (setting.minimum < setting.maximum) return fmt::format("{:g} to {:g}", setting.minimum, setting.maximum);
  return {};
}

nlohmann::ordered_json to_json(const SettingInfo& setting) {
  nlohmann::ordered_json out{{"name", setting.name}, {"summary", setting.summary}, {"type", type_name(setting.type)}};
  out["default"] = typed(setting);
  if (out["default"].is_discarded()) out["default"] = setting.default_value;
  if (setting.type == SettingType::choice) out["choices"] = setting.choices;
  if (setting.minimum < setting.maximum) out["range"] = {setting.minimum, setting.maximum};
  out["live"] = setting.live;
  return out;
}

nlohmann::ordered_json to_json(const ModelInfo& model) {
  nlohmann::ordered_json out{{"name", model.name}, {"title", model.title}, {"summary", model.summary}};
  const Capabilities& can = model.capabilities;
  out["capabilities"] = {{"encode", can.encode},
                         {"decode", can.decode},
                         {"discriminate", can.discriminate},
                         {"takes_labels", can.takes_labels},
                         {"density", can.density}};
  out["presets"] = nlohmann::ordered_json::array();
  for (const auto& preset : model.presets) {
    out["presets"].push_back(
        {{"name", preset.name}, {"summary", preset.summary}, {"points", preset.points}, {"settings", preset.values}});
  }
  out["settings"] = nlohmann::ordered_json::array();
  for (const auto& setting : model.settings) out["settings"].push_back(to_json(setting));
  return out;
}

}  // namespace zscope
