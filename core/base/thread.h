#pragma once

#include <chrono>
#include <string>

#ifdef __linux__
#include <pthread.h>
#include <sys/types.h>
#endif

namespace zscope {

/// How much a thread gives way to others when every core is busy: Linux nice values; elsewhere nothing happens.
enum class Niceness { none = 0, background = 5, training = 10 };

/// Names the calling thread for debuggers and `top` (15 letters at most) and lowers its priority. Threads that it
/// starts later inherit both.
void enter_named_thread(const std::string& name, Niceness niceness = Niceness::none);

/// The processor time that the calling thread has taken so far; where the system does not tell, the time of day.
std::chrono::steady_clock::duration thread_time();

/// A thread that others wait for.
class AwaitedThread {
 public:
  static AwaitedThread calling();

  /// Brings it to the caller's core when it is kept from running, because another thread has taken its own: the caller
  /// is about to sleep. Left to itself, Linux moves such a thread at the next tick of its clock at the earliest, four
  /// milliseconds in which nobody works. Takes some microseconds. False where it runs, where the caller's core is the
  /// only one it may use, or none of its own, and where the system has no such thing; one that sleeps stays asleep. It
  /// must not have ended, and one call at a time.
  bool bring_here() const;

 private:
#ifdef __linux__
  pthread_t thread_{};
  pid_t id_ = 0;
#endif
};

}  // namespace zscope
