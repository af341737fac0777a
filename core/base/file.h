#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace zscope {

/// A POSIX file descriptor that closes itself.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(other.release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept;
  ~FileHandle();

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  int release();

 private:
  int descriptor_ = -1;
};

/// Opens an ordinary file for reading. Throws Error naming the path when it is missing, a folder, or may not be read.
FileHandle open_for_reading(const std::filesystem::path& path);

/// Bytes in the file.
std::uintmax_t size_of(const FileHandle& file, const std::filesystem::path& path);

/// Reads exactly `size` bytes from the place where the file stands. Throws Error when the file ends before.
void read_exactly(const FileHandle& file, void* to, std::size_t size, const std::filesystem::path& path);

/// The whole file, text or bytes. Throws Error naming the path: missing, a folder, not allowed, larger than `limit`.
std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = std::uintmax_t{4} << 30);

/// What the file holds from byte `offset` on; empty when it is shorter.
std::string read_file_from(const std::filesystem::path& path, std::uintmax_t offset);

/// Replaces a file so that whoever reads it sees the old bytes or the new ones, never half, also when the process is
/// killed or the power fails: written aside in the same folder, synced, renamed, folder synced.
/// Without commit() nothing changes and the aside file is removed.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* bytes, std::size_t size);
  void write(std::string_view bytes) { write(bytes.data(), bytes.size()); }
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path aside_;
  FileHandle file_;
};

/// AtomicFile in one call.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// True for the names AtomicFile gives to unfinished files, which a killed process leaves behind.
bool is_aside(const std::filesystem::path& path);

/// Held by one at a time, in this process or another, for as long as it lives; the next waits. Of a folder there is.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  FileHandle folder_;
};

/// A file that only grows: every append() is at its end, whole or (when the disk is full) not at all. One thread at a
/// time, one writer.
class AppendFile {
 public:
  /// Opens, or makes, the file.
  explicit AppendFile(std::filesystem::path path);
  void append(std::string_view bytes);
  void sync();

 private:
  std::filesystem::path path_;
  FileHandle file_;
  std::uintmax_t size_ = 0;
};

/// Makes the folder and those above it. Throws Error naming the path.
void make_folder(const std::filesystem::path& path);

}  // namespace zscope
