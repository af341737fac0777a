#include "data/cifar10.h"

#include "base/file.h"
#include "data/locate.h"
#include "data/split.h"

#include <algorithm>
#include <sstream>

namespace zscope {
namespace {

namespace fs = std::filesystem;

constexpr ImageShape kShape = {3, 32, 32};
constexpr std::size_t kPixels = 3 * 32 * 32;
constexpr std::size_t kRecord = kPixels + 1;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{8} << 30;
constexpr int kClasses = 10;

/// The folder itself, or the one inside it that the archive unpacks to.
fs::path inner(const fs::path& folder) {
  std::error_code error;
  const fs::path below = folder / "cifar-10-batches-bin";
  return fs::is_directory(below, error) ? below : folder;
}

std::vector<fs::path> batches_in(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("data_batch") && name.ends_with(".bin") && entry.is_regular_file(error)) {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Appends one file's records; memory is bounded by the file's real size.
void append(const fs::path& path, Split& split, Progress& progress) {
  FileHandle file = open_for_reading(path);
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) fail("Cannot read {}: {}.", path.string(), error.message());
  if (size == 0 || size % kRecord != 0 || size > kMostBytes) {
    fail("{} has {} bytes, no whole number of CIFAR-10 records of {} bytes; it is cut short or of another kind.",
         path.string(), size, kRecord);
  }
  const std::size_t count = static_cast<std::size_t>(size / kRecord);
  split.pixels.reserve(split.pixels.size() + count * kPixels);
  std::vector<std::uint8_t> piece;
  for (std::size_t done = 0; done < count;) {
    progress.throw_if_cancelled();
    const std::size_t now = std::min<std::size_t>(count - done, 1024);
    piece.resize(now * kRecord);
    read_exactly(file, piece.data(), piece.size(), path);
    for (std::size_t i = 0; i < now; ++i) {
      const std::uint8_t* record = piece.data() + i * kRecord;
      if (record[0] >= kClasses) {
        fail("{} is no CIFAR-10 file: its record {} has the label {}, above 9.", path.string(), done + i, record[0]);
      }
      split.labels.push_back(record[0]);
      split.pixels.insert(split.pixels.end(), record + 1, record + kRecord);
    }
    done += now;
  }
  split.count += static_cast<std::int64_t>(count);
}

std::vector<std::string> class_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  if (fs::is_regular_file(folder / "batches.meta.txt", error)) {
    std::istringstream lines(read_file(folder / "batches.meta.txt", 4096));
    for (std::string line; std::getline(lines, line);) {
      while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.pop_back();
      if (!line.empty()) names.push_back(line);
    }
  }
  if (names.size() == kClasses) return names;
  return {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
}

std::shared_ptr<Dataset> read_set(const fs::path& folder_or_file, const DataOptions& options, Progress& progress) {
  const bool is_folder = fs::is_directory(folder_or_file);
  const fs::path folder = is_folder ? inner(folder_or_file) : folder_or_file.parent_path();
  const std::vector<fs::path> files = is_folder ? batches_in(folder) : std::vector<fs::path>{folder_or_file};
  if (files.empty()) {
    fail("{} holds no CIFAR-10 files (data_batch_1.bin and its like); give another folder.", folder_or_file.string());
  }
  auto data = std::make_shared<Dataset>();
  data->name = folder_or_file.string();
  data->origin = folder_or_file.string();
  data->shape = kShape;
  data->class_names = class_names(folder);
  for (std::size_t i = 0; i < files.size(); ++i) {
    progress.report(static_cast<double>(i) / static_cast<double>(files.size() + 1),
                    "reading " + files[i].filename().string());
    append(files[i], data->train, progress);
  }
  std::error_code error;
  if (is_folder && fs::is_regular_file(folder / "test_batch.bin", error)) {
    append(folder / "test_batch.bin", data->test, progress);
  } else {
    const Split all = std::move(data->train);
    std::tie(data->train, data->test) = split_off_test(all, kShape.size(), options.seed);
  }
  progress.throw_if_cancelled();
  data->fingerprint = fingerprint(*data);
  return data;
}

}  // namespace

bool holds_cifar10(const fs::path& folder) { return !batches_in(inner(folder)).empty(); }

std::shared_ptr<const Dataset> load_cifar10(const fs::path& folder_or_file, const DataOptions& options,
                                            Progress& progress) {
  return read_set(folder_or_file, options, progress);
}

DataSource cifar10_source() {
  DataSource source;
  source.name = "cifar10";
  source.title = "CIFAR-10";
  source.summary = "60,000 photographs of ten kinds of things, 32 x 32 colour.";
  source.downloadable = true;
  source.locate = [](const DataOptions& options) {
    return locate_folder(options.search, {"cifar10", "cifar-10", "CIFAR10", "cifar-10-batches-bin"}, holds_cifar10,
                         [](const fs::path&) { return true; });
  };
  source.load = [](const fs::path& folder, const DataOptions& options, Progress& progress) {
    auto data = read_set(folder, options, progress);
    data->name = "cifar10";
    return data;
  };
  return source;
}

}  // namespace zscope
