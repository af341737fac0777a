#include "data/picture_list.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <map>
#include <set>

namespace zscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReportEvery = 256;  // pictures

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

/// A link to a folder that holds the link itself: what lies there would be found again and again.
bool leads_back(const fs::directory_entry& entry) {
  std::error_code error;
  if (!entry.is_symlink(error)) return false;
  const fs::path place = fs::weakly_canonical(entry.path().parent_path(), error);
  const fs::path target = fs::weakly_canonical(entry.path(), error);
  return std::mismatch(target.begin(), target.end(), place.begin(), place.end()).first == target.end();
}

bool is_open_folder(const fs::directory_entry& entry) {
  std::error_code error;
  return entry.is_directory(error) && !hidden(entry.path()) && !leads_back(entry);
}

/// Calls `visit` for everything that an iterator comes to, and looks at cancel each time.
template <typename Iterator, typename Visit>
void walk(const fs::path& folder, const Progress& progress, Visit visit) {
  std::error_code error;
  auto at = Iterator(folder, error);
  for (; !error && at != Iterator(); at.increment(error)) {
    progress.throw_if_cancelled();
    if (!visit(at)) return;
  }
  if (error) fail("Cannot list the folder {}: {}.", folder.string(), error.message());
}

/// What one split's folder holds.
struct Found {
  std::vector<fs::path> loose;
  std::map<std::string, std::vector<fs::path>> classes;  ///< subfolders with pictures in or below them

  bool empty() const { return loose.empty() && classes.empty(); }
};

class Finder {
 public:
  explicit Finder(Progress& progress) : progress_(progress) {}

  Found find(const fs::path& folder) {
    Found found;
    walk<fs::directory_iterator>(folder, progress_, [&](const fs::directory_iterator& at) {
      if (is_picture(*at)) take(at->path(), found.loose);
      if (!is_open_folder(*at)) return true;
      std::vector<fs::path> pictures = below(at->path());
      if (!pictures.empty()) found.classes.emplace(at->path().filename().string(), std::move(pictures));
      return true;
    });
    std::sort(found.loose.begin(), found.loose.end());
    return found;
  }

 private:
  std::vector<fs::path> below(const fs::path& folder) {
    std::vector<fs::path> out;
    walk<fs::recursive_directory_iterator>(folder, progress_, [&](fs::recursive_directory_iterator& at) {
      if (hidden(at->path())) at.disable_recursion_pending();
      if (is_picture(*at)) take(at->path(), out);
      return true;
    });
    std::sort(out.begin(), out.end());
    return out;
  }

  void take(const fs::path& path, std::vector<fs::path>& into) {
    into.push_back(path);
    if (++count_ % kReportEvery == 0) progress_.report(-1, fmt::format("listing pictures: {} found", count_));
  }

  Progress& progress_;
  std::size_t count_ = 0;
};

/// The pictures of one split, labelled by their place in `classes`.
std::vector<ListedPicture> labelled(Found found, const std::vector<std::string>& classes, std::size_t& left_out) {
  std::vector<ListedPicture> out;
  if (classes.empty()) {
    for (fs::path& path : found.loose) out.push_back({std::move(path), -1});
    return out;
  }
  left_out += found.loose.size();
  for (std::size_t label = 0; label < classes.size(); ++label) {
    for (fs::path& path : found.classes[classes[label]]) {
      out.push_back({std::move(path), static_cast<std::int32_t>(label)});
    }
  }
  return out;
}

/// The pictures of a subfolder that would be a split.
Found find_split(Finder& finder, const fs::path& folder) {
  std::error_code error;
  const fs::directory_entry entry(folder, error);
  return !error && is_open_folder(entry) ? finder.find(folder) : Found();
}

}  // namespace

bool is_picture_file(const fs::path& path) {
  std::error_code error;
  return has_picture_ending(path) && fs::is_regular_file(path, error);
}

bool any_picture_below(const fs::path& folder, const Progress& progress, std::size_t most) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return false;
  bool found = false;
  std::size_t looked = 0;
  std::deque<fs::path> waiting = {folder};
  for (; !waiting.empty() && !found && looked < most; waiting.pop_front()) {
    std::size_t here = 0;
    walk<fs::directory_iterator>(waiting.front(), progress, [&](const fs::directory_iterator& at) {
      found = is_picture(*at);
      if (is_open_folder(*at)) waiting.push_back(at->path());
      ++looked;
      return !found && looked < most && ++here < most / 10;
    });
  }
  return found;
}

PictureList list_pictures(const fs::path& folder, Progress& progress) {
  Finder finder(progress);
  Found train = find_split(finder, folder / "train");
  Found test = train.empty() ? Found() : find_split(finder, folder / "test");
  const bool has_splits = !train.empty() && !test.empty();
  if (!has_splits) {
    train = finder.find(folder);
    test = {};
  }
  std::set<std::string> names;
  for (const Found* split : {&train, &test}) {
    for (const auto& entry : split->classes) names.insert(entry.first);
  }
  PictureList list;
  list.class_names.assign(names.begin(), names.end());
  list.train = labelled(std::move(train), list.class_names, list.left_out);
  list.test = labelled(std::move(test), list.class_names, list.left_out);
  return list;
}

}  // namespace zscope
