#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace zscope {

/// Commands in the order they were given. Any thread posts, one thread takes.
template <typename T>
class CommandQueue {
 public:
  void post(T command) {
    {
      std::scoped_lock lock(mutex_);
      commands_.push_back(std::move(command));
    }
    arrived_.notify_one();
  }

  /// Wakes the taker for good; commands already given are still handed out, later ones too.
  void close() {
    {
      std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }
  bool closed() const {
    std::scoped_lock lock(mutex_);
    return closed_;
  }

  bool empty() const {
    std::scoped_lock lock(mutex_);
    return commands_.empty();
  }

  /// All that has arrived, at once; empty when nothing has.
  std::deque<T> take() {
    std::scoped_lock lock(mutex_);
    return std::exchange(commands_, {});
  }

  /// Waits until something arrives or the queue is closed.
  std::deque<T> wait() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return closed_ || !commands_.empty(); });
    return std::exchange(commands_, {});
  }

  /// As wait(), but gives up after a while.
  std::deque<T> wait_for(std::chrono::steady_clock::duration patience) {
    std::unique_lock lock(mutex_);
    arrived_.wait_until(lock, std::chrono::steady_clock::now() + patience,
                        [&] { return closed_ || !commands_.empty(); });
    return std::exchange(commands_, {});
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<T> commands_;
  bool closed_ = false;
};

}  // namespace zscope
