#include "base/jobs.h"

#include "base/thread.h"

#include <exception>
#include <utility>

namespace zscope {

Jobs::Jobs(std::string name, std::function<void()> enter) : name_(std::move(name)), enter_(std::move(enter)) {
  std::promise<void> entered;
  std::future<void> outcome = entered.get_future();
  thread_ = std::thread([this, entered = std::move(entered)]() mutable { run(std::move(entered)); });
  try {
    outcome.get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

Jobs::~Jobs() {
  {
    std::scoped_lock lock(mutex_);
    closing_ = true;
    if (running_) running_->cancel();
    for (Entry& entry : entries_) {
      if (!entry.must_run) entry.progress->cancel();
    }
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<Progress> Jobs::post(Job job) {
  auto progress = std::make_shared<Progress>();
  {
    std::scoped_lock lock(mutex_);
    entries_.push_back({std::move(job), progress, false});
    ++posted_;
  }
  changed_.notify_all();
  return progress;
}

void Jobs::must_run(std::function<void()> job) {
  {
    std::scoped_lock lock(mutex_);
    entries_.push_back({[job = std::move(job)](Progress&) { job(); }, std::make_shared<Progress>(), true});
    ++posted_;
  }
  changed_.notify_all();
}

void Jobs::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t until = posted_;
  changed_.wait(lock, [&] { return done_ >= until; });
}

std::size_t Jobs::pending() const {
  std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(posted_ - done_);
}

void Jobs::run(std::promise<void> entered) {
  try {
    enter_named_thread(name_);
    if (enter_) enter_();
  } catch (...) {
    entered.set_exception(std::current_exception());
    return;
  }
  entered.set_value();
  for (;;) {
    Entry entry;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return closing_ || !entries_.empty(); });
      if (entries_.empty()) return;
      entry = std::move(entries_.front());
      entries_.pop_front();
      if (!entry.must_run) running_ = entry.progress;
    }
    try {
      if (entry.must_run || !entry.progress->cancelled()) entry.job(*entry.progress);
    } catch (...) {
      // Said in the header: a job reports its own errors. Cancelled ends here too.
    }
    entry = {};  // what the job held dies before anyone hears that it is done
    {
      std::scoped_lock lock(mutex_);
      running_.reset();
      ++done_;
    }
    changed_.notify_all();
  }
}

}  // namespace zscope
