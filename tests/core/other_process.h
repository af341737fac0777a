#pragma once

#include <signal.h>
#include <sys/types.h>

#include <functional>

namespace zscope {

/// Another process that runs `work`, given a way to say that it has come so far, until it is killed. To be made while
/// the test has no threads.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<void(const std::function<void()>& ready)>& work);
  ~OtherProcess();
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;
  /// Waits until the process called ready(); false when it died before.
  bool wait_until_ready() const;
  void kill();
  pid_t number() const { return process_; }

 private:
  int pipe_[2] = {-1, -1};
  pid_t process_ = -1;
};

}  // namespace zscope
