#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zscope {

/// What the program takes from around itself: environment variables and the working directory, read once, here alone.
struct Environment {
  std::filesystem::path working_directory;
  std::filesystem::path home;                      ///< $HOME, or the password file's word when it is unset
  std::filesystem::path data_home;                 ///< $XDG_DATA_HOME/zscope, ~/.local/share/zscope
  std::filesystem::path config_home;               ///< $XDG_CONFIG_HOME/zscope, ~/.config/zscope
  std::vector<std::filesystem::path> zscope_data;  ///< $ZSCOPE_DATA, folders separated by colons
  std::vector<std::filesystem::path> system_data;  ///< under each of $XDG_DATA_DIRS
  bool colour = true;                              ///< $NO_COLOR is unset

  static Environment read();

  /// Where data sets are looked for, in order: $ZSCOPE_DATA, the user's data directory, system places.
  std::vector<std::filesystem::path> data_search() const;
  /// Where downloads go: the first of $ZSCOPE_DATA, else the user's data directory.
  std::filesystem::path downloads() const;
  /// Where runs go that were not told where.
  std::filesystem::path runs() const { return data_home / "runs"; }
  /// Where the classifiers are kept that metrics look at pictures with.
  std::filesystem::path classifiers() const { return data_home / "classifiers"; }
  /// Where saved pictures go: ~/Pictures/zscope where there is a ~/Pictures.
  std::filesystem::path pictures() const;
  /// The path as the working directory makes it, with "." and ".." resolved. Empty stays empty.
  std::filesystem::path absolute(const std::filesystem::path& path) const;
};

}  // namespace zscope
