#pragma once

#include "app/program.h"
#include "app/terminal.h"
#include "session.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// Lets the main thread sleep until the session has news.
class News {
 public:
  void tell() {
    {
      std::scoped_lock lock(mutex_);
      pending_ = true;
    }
    changed_.notify_one();
  }
  /// Signals do not wake it, so it never sleeps for long.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return pending_; });
    pending_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool pending_ = false;
};

/// Where what happens in training is told.
enum class Telling {
  lines,  ///< a bar on a terminal; elsewhere a line when test losses came, and every ten seconds
  bar,    ///< the bar alone: standard output belongs to somebody else
};

/// Prints what a person who waits for training wants to know. Main thread.
class TrainingReporter {
 public:
  TrainingReporter(const Session& session, bool colour, Telling telling)
      : session_(session), bar_(colour), telling_(telling) {}

  /// Tells what is new by `status`, the one that the caller has looked at: a newer one may hold what the caller is to
  /// end with.
  void look(const Status& status);
  void finish();

 private:
  std::string summary(const Status& status) const;
  void read_metrics();
  std::chrono::steady_clock::duration quiet_for() const { return std::chrono::steady_clock::now() - said_; }
  void say(const std::string& line);

  const Session& session_;
  ProgressBar bar_;
  Telling telling_;
  std::chrono::steady_clock::time_point said_ = std::chrono::steady_clock::now();
  std::uint64_t generation_ = 0;
  std::size_t read_ = 0;
  bool skip_old_ = false;  ///< a resumed run's earlier records are no news
  bool test_news_ = false;
  std::string warned_;  ///< the trouble that was told last
  MetricRecord latest_;
  std::vector<std::pair<std::string, double>> newest_train_;
};

/// A session for a command that trains: its news wake the main thread.
std::unique_ptr<Session> headless_session(const Program& program, const std::shared_ptr<Backend>& backend, News& news);

/// Waits until the run is loaded; throws when that failed, Cancelled when the person asked for an end.
void wait_until_loaded(Session& session, News& news, TrainingReporter& reporter);

/// Trains until the planned end, an interrupt or a mishap, and checks that what was trained is on disk. Throws Error
/// with the reason when training broke off.
void train_to_the_end(Session& session, News& news, TrainingReporter& reporter);

}  // namespace zscope
