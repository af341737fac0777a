#pragma once

#include "data/data_choices.h"
#include "models/model_info.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace zscope {

/// `--set key=value`, as often as wanted.
void add_settings_option(CLI::App& command, std::vector<std::string>& pairs);

/// `--image-size N` and `--grey`: what a folder of pictures is loaded as.
void add_picture_folder_options(CLI::App& command, DataChoices& choices);

/// `--without-class N`: training pictures of which class are left out.
void add_without_class_option(CLI::App& command, DataChoices& choices);

/// `--threads N` and `--device NAME`: what training runs on.
void add_machine_options(CLI::App& command, int& threads, std::string& device);

/// Throws Misuse for what is no key=value, or names a key twice.
Settings parse_settings(const std::vector<std::string>& pairs);

}  // namespace zscope
