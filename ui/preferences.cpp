#include "ui/preferences.h"

#include "base/error.h"
#include "base/file.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace zscope::ui {

Preferences load_preferences(const std::filesystem::path& file) {
  Preferences result;
  std::error_code ignored;
  if (file.empty() || !std::filesystem::exists(file, ignored)) return result;
  try {
    const auto json = nlohmann::json::parse(read_file(file, 1 << 20));
    Preferences read;
    read.dark = json.value("theme", "dark") != "light";
    read.scale = std::clamp(json.value("scale", 1.f), kSmallestScale, kLargestScale);
    read.width = std::clamp(json.value("width", 1280), 320, 16384);
    read.height = std::clamp(json.value("height", 800), 240, 16384);
    read.shares = json.value("borders", read.shares);
    return read;
  } catch (const nlohmann::json::exception&) {
    return result;
  } catch (const Error&) {
    return result;
  }
}

void save_preferences(const std::filesystem::path& file, const Preferences& preferences) {
  const nlohmann::json json = {{"theme", preferences.dark ? "dark" : "light"},
                               {"scale", preferences.scale},
                               {"width", preferences.width},
                               {"height", preferences.height},
                               {"borders", preferences.shares}};
  if (file.has_parent_path()) make_folder(file.parent_path());
  write_file_atomically(file, json.dump(2) + "\n");
}

}  // namespace zscope::ui
