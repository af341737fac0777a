#include "data/catalog.h"

#include "data/cifar10.h"
#include "data/digits.h"
#include "data/gaussians.h"
#include "data/idx.h"
#include "data/picture_folder.h"
#include "data/split.h"

namespace zscope {
namespace {

namespace fs = std::filesystem;

/// What lies at the path, told by names and endings; the loaders look inside.
std::shared_ptr<const Dataset> load_path(const fs::path& path, const DataOptions& options, Progress& progress) {
  if (!fs::is_directory(path)) {
    if (is_idx_images(path)) return load_idx(path, options, progress);
    if (path.extension() == ".bin") return load_cifar10(path, options, progress);
    fail(
        "{} is no data set: neither IDX pictures (named like train-images-idx3-ubyte.gz) nor a CIFAR-10 .bin file; for "
        "pictures, give the folder that they lie in.",
        path.string());
  }
  if (holds_idx(path)) return load_idx(path, options, progress);
  if (holds_cifar10(path)) return load_cifar10(path, options, progress);
  progress.report(-1, "looking for pictures");
  if (holds_pictures(path, progress)) return load_picture_folder(path, options, progress);
  fail(
      "{} holds no data: neither IDX files, nor CIFAR-10's data_batch_1.bin, nor PNG, JPEG or BMP pictures; give "
      "another folder.",
      path.string());
}

/// A path as it is given, or a folder of that name in the search folders; empty when there is neither.
fs::path find_path(const std::string& name_or_path, const DataOptions& options) {
  std::error_code error;
  if (name_or_path.empty()) return {};
  if (fs::exists(name_or_path, error)) return name_or_path;
  if (name_or_path.find('/') != std::string::npos) return {};
  for (const fs::path& folder : options.search) {
    if (fs::is_directory(folder / name_or_path, error)) return folder / name_or_path;
  }
  return {};
}

std::string known_names() {
  std::string names;
  for (const DataSource& source : data_sources()) names += (names.empty() ? "" : ", ") + source.name;
  return names;
}

}  // namespace

const std::vector<DataSource>& data_sources() {
  static const std::vector<DataSource> sources = {
      digits_source(), mnist_source(), fashion_mnist_source(), kmnist_source(), cifar10_source(), gaussians_source(),
  };
  return sources;
}

const DataSource* find_source(const std::string& name) {
  for (const DataSource& source : data_sources()) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

bool holds_points(const std::string& name) {
  const DataSource* source = find_source(name);
  return source != nullptr && source->points;
}

namespace {

std::shared_ptr<const Dataset> load_whole(const std::string& name_or_path, const DataOptions& options,
                                          Progress& progress) {
  if (const DataSource* source = find_source(name_or_path)) {
    const fs::path path = source->locate(options);
    if (path.empty()) {
      fail("{} is not on this machine; get it with `zscope data get {}`, or give the path of its folder.",
           source->title, source->name);
    }
    return source->load(path, options, progress);
  }
  const fs::path path = find_path(name_or_path, options);
  if (path.empty()) {
    misuse("There is no data set and no path \"{}\"; data sets are {}.", name_or_path, known_names());
  }
  return load_path(path, options, progress);
}

}  // namespace

std::shared_ptr<const Dataset> load_dataset(const std::string& name_or_path, const DataOptions& options,
                                            Progress& progress) {
  progress.throw_if_cancelled();
  auto data = load_whole(name_or_path, options, progress);
  const bool by_class = lies_by_class(*data);
  if (options.without_class >= 0) data = leave_out_class(*data, options.without_class);
  return by_class ? in_mixed_order(std::move(data)) : data;
}

}  // namespace zscope
