#include "data/locate.h"

#include <algorithm>
#include <cctype>

namespace zscope {

namespace fs = std::filesystem;

fs::path locate_folder(const std::vector<fs::path>& search, const std::vector<std::string>& names,
                       const FolderTest& holds, const FolderTest& direct) {
  for (const fs::path& folder : search) {
    for (const std::string& name : names) {
      if (holds(folder / name)) return folder / name;
    }
    if (holds(folder) && direct(folder)) return folder;
  }
  return {};
}

bool named_like(const fs::path& folder, const std::string& word) {
  fs::path path = folder.lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "a/b/" ends with an empty name
  std::string text = (path.parent_path().filename() / path.filename()).string();
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text.find(word) != text.npos;
}

}  // namespace zscope
