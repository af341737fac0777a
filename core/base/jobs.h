#pragma once

#include "base/progress.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace zscope {

/// One worker thread that does long jobs in the order they were given, so that nothing long stands before a slider.
/// Any thread posts. A job that throws ends quietly: jobs report their own errors to whoever waits for them.
class Jobs {
 public:
  using Job = std::function<void(Progress&)>;

  /// `enter` runs at the top of the thread; what it throws, this throws.
  explicit Jobs(std::string name, std::function<void()> enter = {});
  /// Cancels the running job and drops those not begun, except what must_run() was given.
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Returns the job's progress: look at it, or cancel() it. A job cancelled before it began never begins.
  std::shared_ptr<Progress> post(Job job);
  /// A job that runs even when the worker is being destroyed: saving, closing, joining.
  void must_run(std::function<void()> job);
  /// Waits until everything posted so far is done.
  void flush();
  /// Jobs waiting or running.
  std::size_t pending() const;

 private:
  struct Entry {
    Job job;
    std::shared_ptr<Progress> progress;
    bool must_run = false;
  };
  void run(std::promise<void> entered);

  std::string name_;
  std::function<void()> enter_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> entries_;
  std::shared_ptr<Progress> running_;  ///< null when a job that must run is running, or none
  std::uint64_t posted_ = 0;
  std::uint64_t done_ = 0;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace zscope
