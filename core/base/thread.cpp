#include "base/thread.h"

#ifdef __linux__
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#endif

namespace zscope {

void enter_named_thread(const std::string& name, Niceness niceness) {
#ifdef __linux__
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  // On Linux a "process" of setpriority is a thread when it is named by its thread id. Being refused does no harm.
  if (niceness != Niceness::none) {
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), static_cast<int>(niceness));
  }
#else
  static_cast<void>(name);
  static_cast<void>(niceness);
#endif
}

std::chrono::steady_clock::duration thread_time() {
#ifdef __linux__
  timespec time{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
#endif
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace zscope
