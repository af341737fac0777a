#include "data/download.h"

#include "base/file.h"
#include "data/checksum.h"
#include "data/transfer.h"
#include "data/unpack.h"

#include <algorithm>

namespace zscope {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;       // of any file: no server may fill the disk
constexpr std::uint64_t kMostUnpacked = std::uint64_t{256} << 20;  // of any file in an archive
constexpr int kTries = 5;                                          // of one mirror for one file

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

/// Reports one file's way as a part of the whole set's.
struct Share {
  Progress& progress;
  double from;
  double to;

  void report(double fraction, const std::string& what) const {
    progress.report(from + (to - from) * std::clamp(fraction, 0.0, 1.0), what);
  }
};

bool whole(const fs::path& path, const RemoteFile& file, const Progress& progress) {
  std::error_code error;
  return fs::is_regular_file(path, error) && md5_of_file(path, progress) == file.md5;
}

/// Tries one mirror. Returns an empty text when the checked file is in place, else why not.
std::string fetch_from(const std::string& mirror, const RemoteFile& file, const fs::path& to, const Share& share) {
  fs::path part = to;
  part += ".part";
  std::string reason;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    std::error_code error;
    const bool resumed = fs::exists(part, error) && fs::file_size(part, error) > 0;
    const Transfer got = transfer(mirror + file.name, part, kMostBytes, [&](std::uint64_t have, std::uint64_t total) {
      share.progress.throw_if_cancelled();
      share.report(static_cast<double>(have) / static_cast<double>(std::max<std::uint64_t>(total, file.bytes)),
                   fmt::format("downloading {}, {:.1f} MB", file.name, megabytes(have)));
    });
    if (got.end == Transfer::End::refused) return got.reason;
    if (got.end == Transfer::End::broken) {
      reason = got.reason;
      if (got.received == 0 && attempt > 0) return reason;  // twice nothing: this mirror is down
      continue;
    }
    if (whole(part, file, share.progress)) {
      fs::rename(part, to);
      return {};
    }
    fs::remove(part, error);
    reason = "the file is not what it should be: its checksum differs";
    if (!resumed) return reason;  // a fresh one is wrong: so would be the next
  }
  return reason;
}

void fetch(const RemoteDataset& set, const std::vector<std::string>& mirrors, const RemoteFile& file,
           const fs::path& to, const Share& share) {
  if (whole(to, file, share.progress)) return;
  std::string reasons;
  for (const std::string& mirror : mirrors) {
    const std::string reason = fetch_from(mirror, file, to, share);
    if (reason.empty()) return;
    reasons += fmt::format("{}{}{}: {}", reasons.empty() ? "" : "; ", mirror, file.name, reason);
  }
  fail(
      "Cannot download {} ({}); try again later, which goes on where this ended, or name another mirror with --mirror.",
      set.name, reasons);
}

/// The address with a '/' at its end, after which a file's name may follow.
std::string as_mirror(std::string address) {
  if (!address.starts_with("http://") && !address.starts_with("https://")) {
    misuse("\"{}\" is no mirror; give an address that begins with http:// or https://.", address);
  }
  if (!address.ends_with('/')) address += '/';
  return address;
}

bool in_place(const RemoteDataset& set, const fs::path& folder, const Progress& progress) {
  std::error_code error;
  if (set.unpacked.empty()) {
    return std::all_of(set.files.begin(), set.files.end(),
                       [&](const RemoteFile& file) { return whole(folder / file.name, file, progress); });
  }
  // Unpacked files have no checksum of their own; they were moved here whole.
  return std::all_of(set.unpacked.begin(), set.unpacked.end(),
                     [&](const std::string& name) { return fs::is_regular_file(folder / name, error); });
}

void move_into_place(const fs::path& staging, const fs::path& folder, const std::vector<std::string>& names) {
  std::error_code error;
  make_folder(folder);
  for (const std::string& name : names) {
    fs::rename(staging / name, folder / name, error);
    if (error) fail("Cannot move {} to {}: {}.", (staging / name).string(), folder.string(), error.message());
  }
  fs::remove_all(staging, error);
}

}  // namespace

void download_files(const RemoteDataset& set, const std::string& mirror, const fs::path& into, Progress& progress) {
  const std::vector<std::string> mirrors = mirror.empty() ? set.mirrors : std::vector<std::string>{as_mirror(mirror)};
  const fs::path folder = into / set.name;
  progress.report(0, "looking at what is here");
  if (in_place(set, folder, progress)) {
    progress.report(1, "already here");
    return;
  }
  const fs::path staging = into / ("." + set.name + ".part");
  make_folder(staging);
  const double end = set.unpacked.empty() ? 1 : 0.9;
  double total = 0;
  for (const RemoteFile& file : set.files) total += static_cast<double>(file.bytes);
  double done = 0;
  std::vector<std::string> names;
  for (const RemoteFile& file : set.files) {
    const double share = end * static_cast<double>(file.bytes) / total;
    std::error_code error;
    // A file that is already in place and whole is fetched no second time.
    if (whole(folder / file.name, file, progress)) {
      fs::copy_file(folder / file.name, staging / file.name, fs::copy_options::overwrite_existing, error);
    }
    fetch(set, mirrors, file, staging / file.name, {progress, done, done + share});
    done += share;
    names.push_back(file.name);
  }
  if (!set.unpacked.empty()) {
    unpack(staging / set.files.front().name, staging, set.unpacked, kMostUnpacked, progress);
    names = set.unpacked;
  }
  progress.throw_if_cancelled();
  move_into_place(staging, folder, names);
  progress.report(1, "done");
}

void download_dataset(const std::string& name, const std::string& mirror, const fs::path& into, Progress& progress) {
  const auto& sets = remote_datasets();
  const auto set = std::find_if(sets.begin(), sets.end(), [&](const RemoteDataset& s) { return s.name == name; });
  if (set == sets.end()) {
    std::string names;
    for (const RemoteDataset& s : sets) names += (names.empty() ? "" : ", ") + s.name;
    misuse("There is no data set \"{}\" to download; there are {}.", name, names);
  }
  download_files(*set, mirror, into, progress);
}

}  // namespace zscope
