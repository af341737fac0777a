#include "app/settings_option.h"

#include "app/number_range.h"
#include "base/error.h"

#include <CLI/CLI.hpp>

namespace zscope {

void add_settings_option(CLI::App& command, std::vector<std::string>& pairs) {
  command.add_option("--set", pairs, "A setting: latent_dim=10; as often as wanted; see `zscope models`")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void add_picture_folder_options(CLI::App& command, int& image_size, bool& colour) {
  command.add_option("--image-size", image_size, "A folder of pictures: the side of the square they are resized to")
      ->check(whole_from(4, 1024))
      ->capture_default_str();
  command.add_flag("--grey{false}", colour, "A folder of pictures: grey, not colour");
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
