#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace zscope {
namespace {

constexpr std::string_view kAside = ".aside-";

[[noreturn]] void fail_with_errno(const char* what, const std::filesystem::path& path, int error) {
  fail("Cannot {} {}: {}.", what, path.string(), std::generic_category().message(error));
}

void write_all(int descriptor, const void* bytes, std::size_t size, const std::filesystem::path& path) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = ::write(descriptor, next, std::min<std::size_t>(size, 1u << 30));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_with_errno("write", path, errno);
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

/// Reads until `size` bytes are there or the file ends; returns how many.
std::size_t read_up_to(int descriptor, void* to, std::size_t size, const std::filesystem::path& path) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(descriptor, static_cast<char*>(to) + done, std::min<std::size_t>(size - done, 1u << 30));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_with_errno("read", path, errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string read_rest(const FileHandle& file, const std::filesystem::path& path) {
  constexpr std::size_t kPiece = 1 << 16;
  std::string out;
  for (;;) {  // grows with what is really there: a file may grow or shrink while it is read
    const std::size_t before = out.size();
    out.resize(before + std::max(kPiece, before));
    const std::size_t got = read_up_to(file.get(), out.data() + before, out.size() - before, path);
    const bool end = before + got < out.size();
    out.resize(before + got);
    if (end) return out;
  }
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

void sync_folder(const std::filesystem::path& folder) {
  const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle) return;    // a folder that may be written but not read: renamed all the same
  ::fsync(handle.get());  // some network file systems refuse; then there is nothing more to be done
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = other.release();
  }
  return *this;
}

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

int FileHandle::release() { return std::exchange(descriptor_, -1); }

FileHandle open_for_reading(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe must not hang; it means nothing for ordinary files.
  FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) fail_with_errno("read", path, errno);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) fail_with_errno("read", path, errno);
  if (S_ISDIR(about.st_mode)) fail("Cannot read {}: it is a folder, a file is needed.", path.string());
  if (!S_ISREG(about.st_mode)) fail("Cannot read {}: it is no ordinary file.", path.string());
  return file;
}

std::uintmax_t size_of(const FileHandle& file, const std::filesystem::path& path) {
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) fail_with_errno("read", path, errno);
  return static_cast<std::uintmax_t>(about.st_size);
}

void read_exactly(const FileHandle& file, void* to, std::size_t size, const std::filesystem::path& path) {
  const std::size_t got = read_up_to(file.get(), to, size, path);
  if (got < size) fail("{} ends too early: {} bytes are missing.", path.string(), size - got);
}

std::string read_file(const std::filesystem::path& path, std::uintmax_t limit) {
  const FileHandle file = open_for_reading(path);
  const std::uintmax_t size = size_of(file, path);
  if (size > limit) fail("{} is too large: {} bytes, at most {} are expected.", path.string(), size, limit);
  std::string out(static_cast<std::size_t>(size), '\0');
  out.resize(read_up_to(file.get(), out.data(), out.size(), path));
  return out;
}

std::string read_file_from(const std::filesystem::path& path, std::uintmax_t offset) {
  const FileHandle file = open_for_reading(path);
  if (::lseek(file.get(), static_cast<off_t>(offset), SEEK_SET) < 0) fail_with_errno("read", path, errno);
  return read_rest(file, path);
}

FolderLock::FolderLock(const std::filesystem::path& folder)
    : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_) fail_with_errno("open", folder, errno);
  // Where a file system has no locks, a file is still whole: only the last of two writers counts.
  while (::flock(folder_.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
}

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
  static std::atomic<unsigned> number = 0;
  for (;;) {
    const unsigned mine = ++number;
    aside_ = folder_of(path_) / fmt::format(".{}{}{}-{}", path_.filename().string(), kAside, ::getpid(), mine);
    file_ = FileHandle(::open(aside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file_) return;
    if (errno != EEXIST) fail_with_errno("write", path_, errno);
  }
}

AtomicFile::~AtomicFile() {
  if (file_) ::unlink(aside_.c_str());
}

void AtomicFile::write(const void* bytes, std::size_t size) { write_all(file_.get(), bytes, size, path_); }

void AtomicFile::commit() {
  if (::fsync(file_.get()) != 0) fail_with_errno("write", path_, errno);
  if (::rename(aside_.c_str(), path_.c_str()) != 0) fail_with_errno("write", path_, errno);
  file_ = FileHandle();
  sync_folder(folder_of(path_));
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

bool is_aside(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') && name.find(kAside) != std::string::npos;
}

AppendFile::AppendFile(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  if (!file_) fail_with_errno("write", path_, errno);
  size_ = size_of(file_, path_);
}

void AppendFile::append(std::string_view bytes) {
  try {
    write_all(file_.get(), bytes.data(), bytes.size(), path_);
  } catch (const Error&) {
    // What was written of it goes again; where even that fails the error to report is still the first.
    [[maybe_unused]] const int ignored = ::ftruncate(file_.get(), static_cast<off_t>(size_));
    throw;
  }
  size_ += bytes.size();
}

void AppendFile::sync() {
  if (::fsync(file_.get()) != 0) fail_with_errno("write", path_, errno);
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail("Cannot make the folder {}: {}.", path.string(), error.message());
}

}  // namespace zscope
