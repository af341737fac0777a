#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace zscope {

/// A mailbox in which the newest value wins. One or more threads set, any thread gets; values are immutable once set.
/// A mutex around a pointer swap rather than atomic<shared_ptr>, which ThreadSanitizer cannot follow with GCC 12.
template <typename T>
class Latest {
 public:
  struct Versioned {
    std::shared_ptr<const T> value;  ///< null until the first set()
    std::uint64_t version = 0;       ///< rises by one with every set()
  };

  void set(std::shared_ptr<const T> value) {
    std::scoped_lock lock(mutex_);
    value_.swap(value);  // the old value dies after the lock is released
    ++version_;
  }
  void set(T value) { set(std::make_shared<const T>(std::move(value))); }

  std::shared_ptr<const T> get() const {
    std::scoped_lock lock(mutex_);
    return value_;
  }
  Versioned versioned() const {
    std::scoped_lock lock(mutex_);
    return {value_, version_};
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
  std::uint64_t version_ = 0;
};

}  // namespace zscope
