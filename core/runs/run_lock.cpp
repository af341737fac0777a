#include "runs/run_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/error.h"

namespace zscope {
namespace {

std::filesystem::path lock_file(const std::filesystem::path& directory) { return directory / "lock"; }

struct flock whole_file(short kind) {
  struct flock request {};
  request.l_type = kind;
  request.l_whence = SEEK_SET;
  return request;  // length 0: to the end, wherever that is
}

/// "process 123", from what the holder wrote into the file.
std::string holder(const FileHandle& file) {
  char text[32] = {};
  const ssize_t size = ::pread(file.get(), text, sizeof text - 1, 0);
  const std::string number(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  const bool whole = !number.empty() && number.find_first_not_of("0123456789\n") == std::string::npos;
  return whole ? "process " + number.substr(0, number.find('\n')) : "another process";
}

}  // namespace

// Locks of the open file description (F_OFD_...) belong to this object rather than to the process, as flock's do, and
// unlike flock's can be looked at without being taken.
RunLock::RunLock(const std::filesystem::path& directory)
    : file_(::open(lock_file(directory).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (!file_) {
    fail("Cannot write the run {}: {}.", directory.string(), std::generic_category().message(errno));
  }
  struct flock request = whole_file(F_WRLCK);
  if (::fcntl(file_.get(), F_OFD_SETLK, &request) != 0) {
    if (errno != EAGAIN && errno != EACCES) {
      fail("Cannot lock {}: {}.", lock_file(directory).string(), std::generic_category().message(errno));
    }
    fail("The run {} is being written by {}: stop that first, or choose another directory.", directory.string(),
         holder(file_));
  }
  const std::string number = std::to_string(::getpid()) + "\n";
  // Only for the sentence above: a disk too full for it must not keep a run from being opened.
  [[maybe_unused]] const bool told =
      ::ftruncate(file_.get(), 0) == 0 && ::pwrite(file_.get(), number.data(), number.size(), 0) > 0;
}

bool RunLock::held(const std::filesystem::path& directory) {
  const FileHandle file(::open(lock_file(directory).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return false;
  struct flock request = whole_file(F_RDLCK);
  return ::fcntl(file.get(), F_OFD_GETLK, &request) == 0 && request.l_type != F_UNLCK;
}

}  // namespace zscope
