#include "data/picture_list.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace zscope {
namespace {

namespace fs = std::filesystem;

bool hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

bool has_picture_ending(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg" || ending == ".bmp";
}

bool is_picture(const fs::directory_entry& entry) {
  std::error_code error;
  return has_picture_ending(entry.path()) && !hidden(entry.path()) && entry.is_regular_file(error);
}

/// Calls `visit` for everything in the folder, and for what lies below when `deep`; `visit` returns false to end it.
template <typename Visit>
void walk(const fs::path& folder, bool deep, Visit visit) {
  std::error_code error;
  auto at = fs::recursive_directory_iterator(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (!deep || hidden(at->path())) at.disable_recursion_pending();
    if (!visit(*at)) return;
  }
  if (error) fail("Cannot list the folder {}: {}.", folder.string(), error.message());
}

std::vector<fs::path> pictures_in(const fs::path& folder, bool deep, const Progress& progress) {
  std::vector<fs::path> out;
  walk(folder, deep, [&](const fs::directory_entry& entry) {
    progress.throw_if_cancelled();
    if (is_picture(entry)) out.push_back(entry.path());
    return true;
  });
  std::sort(out.begin(), out.end());
  return out;
}

/// The subfolders that hold pictures, by name.
std::set<std::string> classes_in(const fs::path& folder) {
  std::set<std::string> out;
  walk(folder, false, [&](const fs::directory_entry& entry) {
    std::error_code error;
    if (entry.is_directory(error) && !hidden(entry.path()) && any_picture_below(entry.path())) {
      out.insert(entry.path().filename().string());
    }
    return true;
  });
  return out;
}

/// The pictures of one split, labelled by their place in `classes`.
std::vector<ListedPicture> list_split(const fs::path& folder, const std::vector<std::string>& classes,
                                      std::size_t& left_out, const Progress& progress) {
  std::vector<ListedPicture> out;
  const std::vector<fs::path> loose = pictures_in(folder, false, progress);
  if (classes.empty()) {
    for (const fs::path& path : loose) out.push_back({path, -1});
    return out;
  }
  left_out += loose.size();
  for (std::size_t label = 0; label < classes.size(); ++label) {
    std::error_code error;
    if (!fs::is_directory(folder / classes[label], error)) continue;
    for (const fs::path& path : pictures_in(folder / classes[label], true, progress)) {
      out.push_back({path, static_cast<std::int32_t>(label)});
    }
  }
  return out;
}

}  // namespace

bool is_picture_file(const fs::path& path) {
  std::error_code error;
  return has_picture_ending(path) && fs::is_regular_file(path, error);
}

bool any_picture_below(const fs::path& folder) {
  bool found = false;
  std::error_code error;
  if (!fs::is_directory(folder, error)) return false;
  walk(folder, true, [&](const fs::directory_entry& entry) {
    found = is_picture(entry);
    return !found;
  });
  return found;
}

PictureList list_pictures(const fs::path& folder, const Progress& progress) {
  PictureList list;
  const bool has_splits = any_picture_below(folder / "train") && any_picture_below(folder / "test");
  const fs::path train = has_splits ? folder / "train" : folder;
  std::set<std::string> classes = classes_in(train);
  if (has_splits) classes.merge(classes_in(folder / "test"));
  list.class_names.assign(classes.begin(), classes.end());
  list.train = list_split(train, list.class_names, list.left_out, progress);
  if (has_splits) list.test = list_split(folder / "test", list.class_names, list.left_out, progress);
  return list;
}

}  // namespace zscope
