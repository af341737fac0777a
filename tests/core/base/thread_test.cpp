#include "base/thread.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

using namespace zscope;

#ifdef __linux__

TEST_CASE("a thread that is brought to another core may run wherever it could before") {
  const auto cores_of = [](pid_t thread) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    sched_getaffinity(thread, sizeof cores, &cores);
    return cores;
  };
  std::promise<std::pair<AwaitedThread, pid_t>> up;
  std::promise<void> asleep;
  std::atomic<bool> busy = true;
  std::thread thread([&] {
    up.set_value({AwaitedThread::calling(), static_cast<pid_t>(syscall(SYS_gettid))});
    while (busy) {
    }
    asleep.get_future().wait();
  });
  const auto [awaited, id] = up.get_future().get();
  const cpu_set_t before = cores_of(id);
  for (int i = 0; i < 100; ++i) awaited.bring_here();  // it runs, mostly
  const cpu_set_t running = cores_of(id);
  CHECK(CPU_EQUAL(&before, &running));
  busy = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  awaited.bring_here();  // it sleeps
  const cpu_set_t sleeping = cores_of(id);
  CHECK(CPU_EQUAL(&before, &sleeping));
  asleep.set_value();
  thread.join();
}

#endif
