#include "core/other_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <system_error>

namespace zscope {

OtherProcess::OtherProcess(const std::function<void(const std::function<void()>& ready)>& work) {
  if (::pipe(pipe_) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  process_ = ::fork();
  if (process_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (process_ == 0) {
    ::close(pipe_[0]);
    try {
      work([this] { [[maybe_unused]] const auto told = ::write(pipe_[1], "x", 1); });
    } catch (...) {
    }
    ::_exit(0);  // never back into the tests
  }
  ::close(pipe_[1]);
}

OtherProcess::~OtherProcess() {
  kill();
  ::close(pipe_[0]);
}

bool OtherProcess::wait_until_ready() const {
  char byte = 0;
  return ::read(pipe_[0], &byte, 1) == 1;
}

void OtherProcess::kill() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  process_ = -1;
}

}  // namespace zscope
