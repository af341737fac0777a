#include "app/environment.h"

#include "base/error.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace fs = std::filesystem;

namespace zscope {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path home_directory() {
  if (const std::string home = variable("HOME"); !home.empty()) return home;
  const passwd* entry = getpwuid(getuid());
  return entry && entry->pw_dir ? entry->pw_dir : "/";
}

/// The XDG base directory specification asks that relative paths be ignored.
fs::path base_directory(const char* name, const fs::path& otherwise) {
  const fs::path given = variable(name);
  return given.is_absolute() ? given : otherwise;
}

std::vector<fs::path> path_list(std::string_view text) {
  std::vector<fs::path> paths;
  while (!text.empty()) {
    const auto colon = text.find(':');
    if (const auto entry = text.substr(0, colon); !entry.empty()) paths.emplace_back(entry);
    if (colon == text.npos) break;
    text.remove_prefix(colon + 1);
  }
  return paths;
}

}  // namespace

Environment Environment::read() {
  Environment environment;
  std::error_code error;
  environment.working_directory = fs::current_path(error);
  if (error) fail("the working directory cannot be read ({}); change to one that exists", error.message());
  environment.home = home_directory();
  environment.data_home = base_directory("XDG_DATA_HOME", environment.home / ".local/share") / "zscope";
  environment.config_home = base_directory("XDG_CONFIG_HOME", environment.home / ".config") / "zscope";
  for (const auto& path : path_list(variable("ZSCOPE_DATA"))) {
    environment.zscope_data.push_back(environment.absolute(path));
  }
  std::string system = variable("XDG_DATA_DIRS");
  // Debian's data sets lie under /usr/share whatever the desktop says.
  system += ":/usr/local/share:/usr/share";
  for (const auto& folder : path_list(system)) {
    for (const auto& path : {folder / "zscope/data", folder / "datasets"}) {
      auto& known = environment.system_data;
      if (path.is_absolute() && std::find(known.begin(), known.end(), path) == known.end()) known.push_back(path);
    }
  }
  environment.colour = variable("NO_COLOR").empty();
  return environment;
}

std::vector<fs::path> Environment::data_search() const {
  std::vector<fs::path> search = zscope_data;
  search.push_back(data_home / "data");
  search.insert(search.end(), system_data.begin(), system_data.end());
  return search;
}

fs::path Environment::downloads() const { return zscope_data.empty() ? data_home / "data" : zscope_data.front(); }

fs::path Environment::pictures() const {
  std::error_code ignored;
  return fs::is_directory(home / "Pictures", ignored) ? home / "Pictures/zscope" : data_home / "pictures";
}

fs::path Environment::absolute(const fs::path& path) const {
  if (path.empty()) return path;
  fs::path whole = (working_directory / path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace zscope
