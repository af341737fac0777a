#include "app/settings_option.h"

#include "base/error.h"

#include <CLI/CLI.hpp>

namespace zscope {

void add_settings_option(CLI::App& command, std::vector<std::string>& pairs) {
  command.add_option("--set", pairs, "A setting: latent_dim=10; as often as wanted; see `zscope models`")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

Settings parse_settings(const std::vector<std::string>& pairs) {
  Settings settings;
  for (const auto& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == 0 || equals == pair.npos) misuse("--set {}: write it as key=value", pair);
    if (!settings.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second) {
      misuse("--set {}: this setting is given twice", pair.substr(0, equals));
    }
  }
  return settings;
}

}  // namespace zscope
