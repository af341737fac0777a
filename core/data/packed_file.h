#pragma once

#include "base/progress.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

struct gzFile_s;

namespace zscope {

/// A file read from its beginning, unpacked on the way when it is gzip. Nothing is allocated because a header says so:
/// memory grows as bytes arrive. Errors name the path.
class PackedFile {
 public:
  /// The most that is read from one file as it lies on the disk, and the most that gzip is unpacked to: a file of 2 MB
  /// may become 2 GiB that way, and pictures compressed for good reasons stay far below (EMNIST's are 0.6 GiB).
  static constexpr std::uint64_t kMostPlain = std::uint64_t{8} << 30;
  static constexpr std::uint64_t kMostUnpacked = std::uint64_t{2} << 30;

  explicit PackedFile(std::filesystem::path path);
  ~PackedFile();
  PackedFile(const PackedFile&) = delete;
  PackedFile& operator=(const PackedFile&) = delete;

  /// Fills `out`. Throws Error when the file ends before.
  void read(std::span<std::uint8_t> out);
  /// Reads `size` bytes and moves `progress` from `from` to `to`. Throws Error when the file ends before.
  std::vector<std::uint8_t> read(std::uint64_t size, Progress& progress, double from, double to);
  /// True when nothing follows; checks gzip's checksum too.
  bool at_end();
  /// Before anything is unpacked: throws Error when the file cannot hold so many bytes, by its size and gzip's best
  /// ratio, or when they are more than the limits above.
  void check_claim(std::uint64_t bytes) const;

 private:
  /// As many bytes as there are, `size` at most.
  std::size_t read_some(void* out, std::size_t size);

  std::filesystem::path path_;
  gzFile_s* file_ = nullptr;
  bool packed_ = false;
  std::uint64_t size_ = 0;  ///< on the disk
};

}  // namespace zscope
