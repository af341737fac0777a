#pragma once

#include "base/command_queue.h"
#include "base/progress.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace zscope {

/// What a person, or the disk thread, tells the training thread.
struct TrainingCommand {
  enum class Kind { train, pause, step, stop, set, plan, trouble };
  Kind kind = Kind::train;
  std::string name;   ///< of the setting
  std::string text;   ///< its value, or what went wrong
  double number = 0;  ///< planned epochs
};

/// The way into the training thread: it takes commands between steps. It exists before the thread does, so that Train
/// pressed while data still loads is not lost. Any thread posts.
class TrainingCommands {
 public:
  CommandQueue<TrainingCommand> queue;

  void post(TrainingCommand command) {
    using Kind = TrainingCommand::Kind;
    const bool ends_training = command.kind == Kind::pause || command.kind == Kind::stop || command.kind == Kind::step;
    if (command.kind == Kind::stop) ++stops_asked_;
    queue.post(std::move(command));
    if (ends_training) interrupt();
  }

  /// The thread shall save, and end.
  void quit() {
    queue.close();
    interrupt();
  }

  std::uint64_t stops_asked() const { return stops_asked_; }

  /// For the training thread: an evaluation begins, which a pause, stop or quit cancels. It ends when the result dies.
  std::shared_ptr<Progress> begin_evaluation() {
    auto progress = std::make_shared<Progress>();
    std::scoped_lock lock(mutex_);
    evaluation_ = progress;
    return progress;
  }

 private:
  void interrupt() {
    std::scoped_lock lock(mutex_);
    if (const auto progress = evaluation_.lock()) progress->cancel();
  }

  std::atomic<std::uint64_t> stops_asked_ = 0;
  std::mutex mutex_;
  std::weak_ptr<Progress> evaluation_;
};

}  // namespace zscope
