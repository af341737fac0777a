#pragma once

// The inside of a session: long work beside training. ui/ has no business here.

#include "backend.h"
#include "base/error.h"
#include "base/jobs.h"
#include "base/thread.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace zscope {

/// Long work takes half of the cores: the rest is for training, and for whoever looks on.
inline int threads_beside_training() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency() / 2)); }

/// Long work on a thread of its own, which gives way to whoever drags a slider and shares the cores with training: one
/// piece at a time, and what the newest of them finds is shown. All members: UI thread.
template <typename Findings>
class Desk {
 public:
  using Change = std::function<void(Findings&)>;
  /// For the work to change what is shown; does nothing once the work is no longer the newest.
  using Publish = std::function<void(const Change&)>;
  /// Its errors are said; Cancelled leaves no trace. Runs on the desk's thread.
  using Work = std::function<void(const Publish&, Progress&)>;

  struct State {
    Findings found;
    bool running = false;
    std::string error;          ///< why the work ended early; a sentence, or empty
    Progress::Report progress;  ///< while running
  };

  /// `wake` is called when something was found.
  Desk(const std::string& name, const std::shared_ptr<Backend>& backend, std::function<void()> wake)
      : wake_(std::move(wake)), jobs_(name, [name, backend] {
          enter_named_thread(name, Niceness::training);
          backend->enter_thread(Urgency::usual);
        }) {}

  /// The work before is cancelled; `ready` makes its findings ready for the new one.
  void begin(const Change& ready, Work work) {
    cancel();
    std::uint64_t number = 0;
    {
      std::scoped_lock lock(mutex_);
      ready(state_.found);
      state_.running = true;
      state_.error.clear();
      number = ++number_;
    }
    progress_ =
        jobs_.post([this, work = std::move(work), number](Progress& progress) { attempt(work, number, progress); });
  }
  /// What was found stays.
  void cancel() {
    if (progress_) progress_->cancel();
    progress_.reset();
    std::scoped_lock lock(mutex_);
    ++number_;
    state_.running = false;
  }
  void forget() {
    cancel();
    std::scoped_lock lock(mutex_);
    state_ = {};
  }
  State state() const {
    std::scoped_lock lock(mutex_);
    State out = state_;
    if (out.running && progress_) out.progress = progress_->latest();
    return out;
  }
  /// Something short to be done on the desk's thread.
  void post(Jobs::Job job) { jobs_.post(std::move(job)); }

 private:
  void attempt(const Work& work, std::uint64_t number, Progress& progress) {
    std::string error;
    try {
      work([&](const Change& change) { publish(number, [&](State& state) { change(state.found); }); }, progress);
    } catch (const Cancelled&) {
      return;
    } catch (const std::exception& failure) {
      error = sentence_of(failure);
    }
    publish(number, [&](State& state) {
      state.running = false;
      state.error = error;
    });
  }
  void publish(std::uint64_t number, const std::function<void(State&)>& change) {
    {
      std::scoped_lock lock(mutex_);
      if (number != number_) return;  // cancelled in the meantime
      change(state_);
    }
    if (wake_) wake_();
  }

  std::function<void()> wake_;
  mutable std::mutex mutex_;  ///< of what follows; never held across work
  std::uint64_t number_ = 0;  ///< of the work whose findings are shown
  State state_;
  std::shared_ptr<Progress> progress_;
  Jobs jobs_;  // last: its thread ends before what it uses
};

}  // namespace zscope
