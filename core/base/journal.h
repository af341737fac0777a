#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace zscope {

/// A list that grows at its end. One thread writes, any thread reads what it has not seen yet.
template <typename T>
class Journal {
 public:
  void append(T entry) {
    std::scoped_lock lock(mutex_);
    entries_.push_back(std::move(entry));
  }
  void append(const std::vector<T>& entries) {
    std::scoped_lock lock(mutex_);
    entries_.insert(entries_.end(), entries.begin(), entries.end());
  }

  /// Drops entries from the end for as long as `past` says so; readers see a new generation.
  template <typename Predicate>
  void trim(Predicate past) {
    std::scoped_lock lock(mutex_);
    const std::size_t before = entries_.size();
    while (!entries_.empty() && past(entries_.back())) entries_.pop_back();
    if (entries_.size() != before) ++generation_;
  }

  /// Appends to `out` the entries from number `from` on; returns how many there are in all.
  std::size_t read(std::size_t from, std::vector<T>& out) const {
    std::scoped_lock lock(mutex_);
    for (std::size_t i = from; i < entries_.size(); ++i) out.push_back(entries_[i]);
    return entries_.size();
  }

  std::size_t size() const {
    std::scoped_lock lock(mutex_);
    return entries_.size();
  }
  /// Rises whenever entries were dropped.
  std::uint64_t generation() const {
    std::scoped_lock lock(mutex_);
    return generation_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<T> entries_;
  std::uint64_t generation_ = 0;
};

}  // namespace zscope
