#pragma once

#include "base/error.h"

#include <atomic>
#include <mutex>
#include <string>

namespace zscope {

/// How far long work has come and whether it should stop. Any thread; the worker reports, others look and cancel.
class Progress {
 public:
  struct Report {
    double fraction = 0;  ///< [0, 1]; negative when the total is unknown
    std::string what;     ///< a few words: "downloading train-images-idx3-ubyte.gz"
  };

  void report(double fraction, std::string what) {
    std::scoped_lock lock(mutex_);
    report_ = {fraction, std::move(what)};
  }
  Report latest() const {
    std::scoped_lock lock(mutex_);
    return report_;
  }
  void cancel() { cancelled_ = true; }
  bool cancelled() const { return cancelled_; }
  /// Workers call this between pieces of work, at least every 100 ms.
  void throw_if_cancelled() const {
    if (cancelled_) throw Cancelled();
  }

 private:
  mutable std::mutex mutex_;
  Report report_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace zscope
