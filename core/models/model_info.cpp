#include "models/model_info.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/names.h"

namespace zscope {
namespace {

constexpr std::size_t kLongestList = 8;

/// The whole of `text` as a number, or nothing. No spaces, no plus sign, nothing behind it.
template <typename Number>
std::optional<Number> parse(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::optional<double> parse_real(std::string_view text) {
  const auto number = parse<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;  // "nan" and "inf" parse
}

std::string_view without_spaces_around(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// "400,200" or "400, 200"; nothing when an element is no whole number or there is none.
std::optional<std::vector<long>> parse_list(std::string_view text) {
  std::vector<long> out;
  for (;;) {
    const std::size_t comma = text.find(',');
    const auto number = parse<long>(without_spaces_around(text.substr(0, comma)));
    if (!number) return {};
    out.push_back(*number);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

bool has_range(const SettingInfo& info) { return info.minimum < info.maximum; }

bool in_range(const SettingInfo& info, double number) {
  return !has_range(info) || (number >= info.minimum && number <= info.maximum);
}

std::string range_words(const SettingInfo& info) {
  if (!has_range(info)) return "";
  if (info.type == SettingType::real) return fmt::format(" from {} to {}", info.minimum, info.maximum);
  return fmt::format(" from {:.0f} to {:.0f}", info.minimum, info.maximum);
}

/// "a whole number from 1 to 512"
std::string what_is_allowed(const SettingInfo& info) {
  switch (info.type) {
    case SettingType::integer:
      return "a whole number" + range_words(info);
    case SettingType::real:
      return "a number" + range_words(info);
    case SettingType::integer_list:
      return fmt::format("1 to {} whole numbers{}, with commas between them", kLongestList, range_words(info));
    case SettingType::choice:
      return list_names(info.choices);
    case SettingType::text:
      break;
  }
  return "text";
}

bool is_allowed(const SettingInfo& info, const std::string& value) {
  switch (info.type) {
    case SettingType::integer: {
      const auto number = parse<long>(value);
      return number && in_range(info, static_cast<double>(*number));
    }
    case SettingType::real: {
      const auto number = parse_real(value);
      return number && in_range(info, *number);
    }
    case SettingType::integer_list: {
      const auto list = parse_list(value);
      return list && list->size() <= kLongestList && std::all_of(list->begin(), list->end(), [&](long number) {
               return in_range(info, static_cast<double>(number));
             });
    }
    case SettingType::choice:
      return std::find(info.choices.begin(), info.choices.end(), value) != info.choices.end();
    case SettingType::text:
      break;
  }
  return true;
}

template <typename Named>
std::vector<std::string> names_of(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& one : all) names.push_back(one.name);
  return names;
}

template <typename Named>
const Named* find_named(const std::vector<Named>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// Checks `values` against the model's settings and puts them in place of those in `out`.
void override_with(const ModelInfo& model, const Settings& values, Settings& out) {
  for (const auto& [name, value] : values) {
    const SettingInfo* info = find_named(model.settings, name);
    if (info == nullptr) {
      misuse("{} has no setting \"{}\": {}", model.name, name, suggest_name(name, names_of(model.settings)));
    }
    check_setting(*info, value);
    out[name] = value;
  }
}

const std::string& value_of(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  if (found == settings.end()) misuse("The setting \"{}\" is missing.", name);
  return found->second;
}

Settings defaults_of(const ModelInfo& model) {
  Settings out;
  for (const SettingInfo& setting : model.settings) out[setting.name] = setting.default_value;
  return out;
}

}  // namespace

namespace setting {
namespace {
SettingInfo limited(std::string name, std::string summary, SettingType type, std::string value, double minimum,
                    double maximum) {
  return {std::move(name), std::move(summary), type, std::move(value), minimum, maximum, {}, false};
}
}  // namespace

SettingInfo integer(std::string name, std::string summary, std::string value, double minimum, double maximum) {
  return limited(std::move(name), std::move(summary), SettingType::integer, std::move(value), minimum, maximum);
}
SettingInfo integers(std::string name, std::string summary, std::string value, double minimum, double maximum) {
  return limited(std::move(name), std::move(summary), SettingType::integer_list, std::move(value), minimum, maximum);
}
SettingInfo real(std::string name, std::string summary, std::string value, double minimum, double maximum) {
  return limited(std::move(name), std::move(summary), SettingType::real, std::move(value), minimum, maximum);
}
SettingInfo choice(std::string name, std::string summary, std::vector<std::string> choices) {
  const std::string first = choices.front();
  return {std::move(name), std::move(summary), SettingType::choice, first, 0, 0, std::move(choices), false};
}
SettingInfo live(SettingInfo info) {
  info.live = true;
  return info;
}
std::vector<SettingInfo> joined(std::initializer_list<std::vector<SettingInfo>> lists) {
  std::vector<SettingInfo> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}
}  // namespace setting

bool takes_points(const ModelInfo& model) { return default_preset(model, true) != nullptr; }

const Preset* default_preset(const ModelInfo& model, bool points) {
  const auto found = std::find_if(model.presets.begin(), model.presets.end(),
                                  [&](const Preset& preset) { return preset.points == points; });
  return found == model.presets.end() ? nullptr : &*found;
}

Settings resolve_settings(const ModelInfo& model, const std::string& preset, const Settings& overrides) {
  Settings out = defaults_of(model);
  if (!model.presets.empty() || !preset.empty()) {
    const Preset* chosen = preset.empty() ? &model.presets.front() : find_named(model.presets, preset);
    if (chosen == nullptr) {
      misuse("{} has no preset \"{}\": {}", model.name, preset, suggest_name(preset, names_of(model.presets)));
    }
    override_with(model, chosen->values, out);
  }
  override_with(model, overrides, out);
  return out;
}

std::string model_and_preset(const std::string& model, const std::string& preset) {
  return preset.empty() ? model : model + " · " + preset;
}

bool differs_from_preset(const ModelInfo& model, const std::string& preset, const Settings& settings) {
  if (model.presets.empty()) return false;
  const Preset* chosen = preset.empty() ? &model.presets.front() : find_named(model.presets, preset);
  if (chosen == nullptr) return false;
  return std::any_of(model.settings.begin(), model.settings.end(), [&](const SettingInfo& info) {
    const auto own = chosen->values.find(info.name), now = settings.find(info.name);
    const std::string& usual = own == chosen->values.end() ? info.default_value : own->second;
    return now == settings.end() || now->second != usual;
  });
}

std::vector<LatentBlock> latent_blocks_of(const ModelInfo& model, const Settings& settings, const ImageShape& shape,
                                          int classes) {
  if (model.latent_blocks) return model.latent_blocks(settings, shape, classes);
  return {{.name = "z", .size = static_cast<int>(integer_setting(settings, "latent_dim"))}};
}

int latent_dim_of(const ModelInfo& model, const Settings& settings, const ImageShape& shape, int classes) {
  return size_of(latent_blocks_of(model, settings, shape, classes));
}

void check_setting(const SettingInfo& info, const std::string& value) {
  if (!is_allowed(info, value)) misuse("{}={}: must be {}.", info.name, value, what_is_allowed(info));
}

long integer_setting(const Settings& settings, const std::string& name) {
  const std::string& value = value_of(settings, name);
  const auto number = parse<long>(value);
  if (!number) misuse("{}={}: must be a whole number.", name, value);
  return *number;
}

double real_setting(const Settings& settings, const std::string& name) {
  const std::string& value = value_of(settings, name);
  const auto number = parse_real(value);
  if (!number) misuse("{}={}: must be a number.", name, value);
  return *number;
}

const std::string& text_setting(const Settings& settings, const std::string& name) { return value_of(settings, name); }

std::vector<long> integer_list_setting(const Settings& settings, const std::string& name) {
  const std::string& value = value_of(settings, name);
  auto list = parse_list(value);
  if (!list) misuse("{}={}: must be whole numbers with commas between them.", name, value);
  return *std::move(list);
}

Settings stored_settings(const ModelInfo& model, const Settings& stored) {
  Settings out = defaults_of(model);
  override_with(model, stored, out);
  return out;
}

}  // namespace zscope
