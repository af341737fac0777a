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

void add_picture_folder_options(CLI::App& command, DataChoices& choices) {
  command
      .add_option("--image-size", choices.image_size,
                  "A folder of pictures: the side of the square they are resized to")
      ->check(whole_from(4, 1024))
      ->capture_default_str();
  command.add_flag("--grey{false}", choices.colour, "A folder of pictures: grey, not colour");
}

void add_machine_options(CLI::App& command, int& threads, std::string& device) {
  command.add_option("--threads", threads, "Replicas; 0: one per core")
      ->check(whole_from(0, 1024))
      ->capture_default_str();
  command.add_option("--device", device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->capture_default_str();
}

void add_without_class_option(CLI::App& command, DataChoices& choices) {
  command
      .add_option("--without-class", choices.without_class,
                  "Leave this class out of the training pictures, by its number, to see whether it is noticed")
      ->check(whole_from(0, 1'000'000));
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
