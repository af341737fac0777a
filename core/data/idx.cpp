#include "data/idx.h"

#include "data/idx_file.h"
#include "data/locate.h"
#include "data/split.h"

#include <algorithm>

namespace zscope {
namespace {

namespace fs = std::filesystem;

/// The files of one split; `labels` is empty when there are none.
struct Pair {
  fs::path images;
  fs::path labels;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.rfind(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// The labels that belong to a file of pictures: the same name with "labels" and "idx1", gzip or not, '-' or '.'.
fs::path labels_beside(const fs::path& images) {
  std::string name = images.filename().string();
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  name = replaced(name, "images", "labels");
  for (const char* dimensions : {"idx3", "idx4"}) name = replaced(name, dimensions, "idx1");
  for (const std::string& spelling : {name, replaced(name, ".idx1", "-idx1"), replaced(name, "-idx1", ".idx1")}) {
    for (const char* ending : {"", ".gz"}) {
      const fs::path path = images.parent_path() / (spelling + ending);
      std::error_code error;
      if (fs::is_regular_file(path, error)) return path;
    }
  }
  return {};
}

bool is_test(const std::string& name) { return name.find("t10k") != name.npos || name.find("test") != name.npos; }

/// Every file of pictures in the folder, in alphabetical order; of a file that lies there both plain and as gzip, the
/// plain one.
std::vector<fs::path> images_in(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (is_idx_images(entry.path()) && entry.is_regular_file(error)) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  std::erase_if(out, [&](const fs::path& path) {
    return path.extension() == ".gz" &&
           std::find(out.begin(), out.end(), fs::path(path).replace_extension()) != out.end();
  });
  return out;
}

/// The only file of its kind, or an empty path when there is none.
fs::path only(const std::vector<fs::path>& files, const char* kind) {
  if (files.size() > 1) {
    fail("{} holds several files of {} pictures ({}, {}); give the path of one of them.",
         files[0].parent_path().string(), kind, files[0].filename().string(), files[1].filename().string());
  }
  return files.empty() ? fs::path() : files[0];
}

std::pair<Pair, Pair> files_of(const fs::path& folder_or_file) {
  if (!fs::is_directory(folder_or_file)) return {{folder_or_file, labels_beside(folder_or_file)}, {}};
  std::vector<fs::path> train;
  std::vector<fs::path> test;
  for (const fs::path& path : images_in(folder_or_file)) {
    (is_test(lower(path.filename().string())) ? test : train).push_back(path);
  }
  Pair first{only(train, "training"), {}};
  Pair second{only(test, "test"), {}};
  if (first.images.empty()) std::swap(first, second);
  if (first.images.empty()) {
    fail("{} holds no IDX pictures (a file such as train-images-idx3-ubyte.gz); give another folder.",
         folder_or_file.string());
  }
  first.labels = labels_beside(first.images);
  if (!second.images.empty()) {
    second.labels = labels_beside(second.images);
    if (first.labels.empty() != second.labels.empty()) {
      const Pair& bare = first.labels.empty() ? first : second;
      fail("{} has no file of labels beside it while the other pictures have; add it, or remove both.",
           bare.images.string());
    }
  }
  return {first, second};
}

Split read_split(const Pair& files, ImageShape& shape, Progress& progress, double from, double to) {
  Split split = read_idx_images(files.images, shape, progress, from, from + 0.95 * (to - from));
  if (files.labels.empty()) return split;
  split.labels = read_idx_labels(files.labels, files.images, split.count, progress);
  return split;
}

std::string shape_text(const ImageShape& shape) {
  return fmt::format("{} x {} x {}", shape.channels, shape.height, shape.width);
}

std::shared_ptr<Dataset> read_set(const fs::path& folder_or_file, const DataOptions& options, Progress& progress) {
  const auto [train, test] = files_of(folder_or_file);
  auto data = std::make_shared<Dataset>();
  data->name = folder_or_file.string();
  data->origin = folder_or_file.string();
  if (test.images.empty()) {
    const Split all = read_split(train, data->shape, progress, 0, 0.9);
    std::tie(data->train, data->test) = split_off_test(all, data->shape.size(), options.seed);
  } else {
    data->train = read_split(train, data->shape, progress, 0, 0.8);
    ImageShape shape;
    data->test = read_split(test, shape, progress, 0.8, 0.95);
    if (shape != data->shape) {
      fail("The pictures of {} are {} and those of {} are {}; they do not belong together.", train.images.string(),
           shape_text(data->shape), test.images.string(), shape_text(shape));
    }
  }
  return data;
}

/// Gives the classes their names, after checking that there are no more classes than names.
std::shared_ptr<const Dataset> finish(std::shared_ptr<Dataset> data, std::vector<std::string> classes,
                                      Progress& progress) {
  progress.throw_if_cancelled();
  std::int32_t largest = -1;
  for (const Split* split : {&data->train, &data->test}) {
    for (const std::int32_t label : split->labels) largest = std::max(largest, label);
  }
  if (classes.empty()) classes = numbered_classes(largest);
  if (largest >= static_cast<std::int32_t>(classes.size())) {
    fail("{} has a label {}, but {} has {} classes; get the labels anew.", data->origin, largest, data->name,
         classes.size());
  }
  if (largest >= 0) data->class_names = std::move(classes);
  data->fingerprint = fingerprint(*data);
  return data;
}

DataSource named_source(DataSource source, const std::vector<std::string>& folders, const FolderTest& direct,
                        const std::vector<std::string>& classes) {
  source.downloadable = true;
  source.locate = [folders, direct](const DataOptions& options) {
    return locate_folder(options.search, folders, holds_idx, direct);
  };
  source.load = [name = source.name, classes](const fs::path& folder, const DataOptions& options, Progress& progress) {
    auto data = read_set(folder, options, progress);
    data->name = name;
    return finish(std::move(data), classes, progress);
  };
  return source;
}

/// A source with only its words.
DataSource words(const char* name, const char* title, const char* summary) {
  DataSource source;
  source.name = name;
  source.title = title;
  source.summary = summary;
  return source;
}

}  // namespace

bool is_idx_images(const fs::path& file) {
  std::string name = lower(file.filename().string());
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return name.find("images") != name.npos && (name.ends_with("idx3-ubyte") || name.ends_with("idx4-ubyte") ||
                                              name.ends_with(".idx") || name.ends_with("-ubyte"));
}

bool holds_idx(const fs::path& folder) { return !images_in(folder).empty(); }

std::shared_ptr<const Dataset> load_idx(const fs::path& folder_or_file, const DataOptions& options,
                                        Progress& progress) {
  return finish(read_set(folder_or_file, options, progress), {}, progress);
}

DataSource mnist_source() {
  // Its imitators use the same file names.
  const FolderTest direct = [](const fs::path& folder) {
    return !named_like(folder, "fashion") && !named_like(folder, "kmnist") && !named_like(folder, "emnist");
  };
  return named_source(words("mnist", "MNIST", "70,000 handwritten digits, 28 x 28 grey."),
                      {"mnist", "MNIST", "MNIST/raw"}, direct, numbered_classes(9));
}

DataSource fashion_mnist_source() {
  const FolderTest direct = [](const fs::path& folder) { return named_like(folder, "fashion"); };
  return named_source(
      words("fashion-mnist", "Fashion-MNIST", "70,000 pieces of clothing, 28 x 28 grey."),
      {"fashion-mnist", "fashion_mnist", "FashionMNIST", "FashionMNIST/raw"}, direct,
      {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"});
}

DataSource kmnist_source() {
  const FolderTest direct = [](const fs::path& folder) { return named_like(folder, "kmnist"); };
  return named_source(words("kmnist", "KMNIST", "70,000 old Japanese characters of ten kinds, 28 x 28 grey."),
                      {"kmnist", "KMNIST", "KMNIST/raw"}, direct,
                      {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"});
}

}  // namespace zscope
