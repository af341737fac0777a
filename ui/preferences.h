#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace zscope::ui {

/// What the window remembers from one day to the next.
struct Preferences {
  bool dark = true;
  float scale = 1;  ///< Ctrl +/−, on top of the display's own
  int width = 1280, height = 800;
  std::map<std::string, float> shares;  ///< of the layout's borders
  bool operator==(const Preferences&) const = default;
};

constexpr float kSmallestScale = 0.6f, kLargestScale = 3;

/// The usual ones when the file is missing or is none of ours: a window opens all the same.
Preferences load_preferences(const std::filesystem::path& file);
/// Throws Error naming the file.
void save_preferences(const std::filesystem::path& file, const Preferences& preferences);

}  // namespace zscope::ui
