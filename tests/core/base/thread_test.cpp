#include "base/thread.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

using namespace zscope;

#ifdef __linux__

namespace {

cpu_set_t cores_of(pid_t thread) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  sched_getaffinity(thread, sizeof cores, &cores);
  return cores;
}

void stay_on(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

/// Spins until it is told to sleep, and then until it is let go.
class Spinner {
 public:
  explicit Spinner(int core) {
    std::promise<std::pair<AwaitedThread, pid_t>> up;
    auto known = up.get_future();
    thread_ = std::thread([this, core, &up] {
      if (core >= 0) stay_on(core);
      up.set_value({AwaitedThread::calling(), static_cast<pid_t>(syscall(SYS_gettid))});
      while (busy) {
      }
      end_.get_future().wait();
    });
    std::tie(awaited, id) = known.get();
  }
  ~Spinner() {
    busy = false;
    end_.set_value();
    thread_.join();
  }

  AwaitedThread awaited;
  pid_t id = 0;
  std::atomic<bool> busy = true;

 private:
  std::promise<void> end_;
  std::thread thread_;
};

}  // namespace

TEST_CASE(
    "a thread whose core another one has taken is brought to the caller's, and may run wherever it could before") {
  const cpu_set_t all = cores_of(0);
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE && cores.size() < 2; ++core) {
    if (CPU_ISSET(core, &all)) cores.push_back(core);
  }
  if (cores.size() < 2) {
    MESSAGE("SKIPPED: there is only one core");
    return;
  }
  std::promise<bool> brought;
  std::thread caller([&] {
    stay_on(cores[1]);
    const Spinner taker(cores[0]), late(-1);
    bool found = false;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!found && std::chrono::steady_clock::now() < end) {
      // It runs on the taker's core, or waits for it; sometimes this thread looks while it waits.
      cpu_set_t there;
      CPU_ZERO(&there);
      CPU_SET(cores[0], &there);
      sched_setaffinity(late.id, sizeof there, &there);
      sched_setaffinity(late.id, sizeof all, &all);
      found = late.awaited.bring_here();
    }
    const cpu_set_t after = cores_of(late.id);
    brought.set_value(found && CPU_EQUAL(&after, &all));
  });
  CHECK(brought.get_future().get());
  caller.join();
}

TEST_CASE("a thread that sleeps may run wherever it could, however often it is called for") {
  Spinner thread(-1);
  const cpu_set_t before = cores_of(thread.id);
  thread.busy = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  for (int i = 0; i < 10; ++i) thread.awaited.bring_here();
  const cpu_set_t after = cores_of(thread.id);
  CHECK(CPU_EQUAL(&before, &after));
}

TEST_CASE("a thread is not brought to a core that is the only one it may use") {
  const cpu_set_t all = cores_of(0);
  int core = 0;
  while (!CPU_ISSET(core, &all)) ++core;
  Spinner thread(core);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(thread.awaited.bring_here());
}

#endif
