#include "base/thread.h"

#include <cstdint>

#ifdef __linux__
#include <sched.h>
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

#ifdef __linux__

namespace {

/// Nanoseconds that a thread has run, this moment included; negative: unknown.
std::int64_t time_run(clockid_t clock) {
  timespec time{};
  return clock_gettime(clock, &time) == 0 ? std::int64_t{1'000'000'000} * time.tv_sec + time.tv_nsec : -1;
}

}  // namespace

AwaitedThread AwaitedThread::calling() {
  AwaitedThread thread;
  thread.thread_ = pthread_self();
  thread.id_ = static_cast<pid_t>(syscall(SYS_gettid));
  return thread;
}

bool AwaitedThread::bring_here() const {
  cpu_set_t allowed, here;
  const int core = sched_getcpu();
  if (core < 0 || sched_getaffinity(id_, sizeof allowed, &allowed) != 0) return false;
  if (!CPU_ISSET(core, &allowed) || CPU_COUNT(&allowed) == 1) return false;
  clockid_t clock{};
  if (pthread_getcpuclockid(thread_, &clock) != 0) return false;
  const std::int64_t before = time_run(clock);
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(5);
  while (std::chrono::steady_clock::now() < end) {
  }
  if (before < 0 || time_run(clock) != before) return false;
  CPU_ZERO(&here);
  CPU_SET(core, &here);
  // Where it may run does not change: it has only been moved.
  return sched_setaffinity(id_, sizeof here, &here) == 0 && sched_setaffinity(id_, sizeof allowed, &allowed) == 0;
}

#else

AwaitedThread AwaitedThread::calling() { return {}; }
bool AwaitedThread::bring_here() const { return false; }

#endif

}  // namespace zscope
