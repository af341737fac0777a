#include "base/share_out.h"

#include <algorithm>
#include <exception>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace zscope {
namespace {

/// The calls that are left, for several threads to take from.
class Pile {
 public:
  Pile(std::size_t count, Progress& progress, const std::string& what, const std::function<void(std::size_t)>& work)
      : count_(count), progress_(progress), what_(what), work_(work) {}

  /// Until nothing is left, a call threw or the work was cancelled. Throws nothing.
  void work() noexcept {
    try {
      for (std::size_t i; !ended_ && !progress_.cancelled() && (i = next_++) < count_;) {
        work_(i);
        progress_.report(static_cast<double>(++done_) / static_cast<double>(count_), what_);
      }
    } catch (...) {
      std::scoped_lock lock(mutex_);
      if (!trouble_) trouble_ = std::current_exception();
      ended_ = true;
    }
  }

  void rethrow() const {
    if (!trouble_) return;
    try {
      std::rethrow_exception(trouble_);
    } catch (const Error&) {
      throw;
    } catch (const Cancelled&) {
      throw;
    } catch (const std::bad_alloc&) {
      fail("There is not enough memory for {}; close other programs, or take less.", what_);
    } catch (const std::exception& error) {
      fail("Something went wrong while {}: {}.", what_, sentence_of(error));
    }
  }

 private:
  const std::size_t count_;
  Progress& progress_;
  const std::string& what_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> done_ = 0;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;
  std::exception_ptr trouble_;
};

}  // namespace

void share_out(std::size_t count, int threads, Progress& progress, const std::string& what,
               const std::function<void(std::size_t)>& work) {
  if (threads < 1) threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
  Pile pile(count, progress, what, work);
  {
    std::vector<std::jthread> others;
    try {
      for (int i = 1; i < threads; ++i) others.emplace_back([&pile] { pile.work(); });
    } catch (const std::system_error&) {
      // The machine starts no more threads: those that there are do the work.
    }
    pile.work();
  }
  pile.rethrow();
  progress.throw_if_cancelled();
}

}  // namespace zscope
