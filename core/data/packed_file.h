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
  /// The most bytes the file can hold once unpacked: its own size, or what gzip's best ratio would make of it.
  std::uint64_t most_bytes() const { return most_bytes_; }

 private:
  /// As many bytes as there are, `size` at most.
  std::size_t read_some(void* out, std::size_t size);

  std::filesystem::path path_;
  gzFile_s* file_ = nullptr;
  std::uint64_t most_bytes_ = 0;
};

}  // namespace zscope
