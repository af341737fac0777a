#include "train/training_thread.h"

#include "base/error.h"
#include "base/thread.h"
#include "train/training_loop.h"

#include <exception>
#include <utility>

namespace zscope {
namespace {

void train(TrainingPlan plan, RunFeed& feed, TrainingCommands& commands) {
  enter_named_thread("zscope-train", Niceness::training);
  try {
    plan.enter_thread();
    TrainingLoop loop(std::move(plan), feed, commands);
    try {
      loop.run();
    } catch (const std::exception& error) {
      loop.fail_with(sentence_of(error));
    }
  } catch (const std::exception& error) {
    feed.fail_with(sentence_of(error));
  }
}

}  // namespace

TrainingThread::TrainingThread(TrainingPlan plan, std::shared_ptr<RunFeed> feed,
                               std::shared_ptr<TrainingCommands> commands)
    : commands_(commands) {
  thread_ = std::thread([plan = std::move(plan), feed = std::move(feed), commands = std::move(commands)]() mutable {
    train(std::move(plan), *feed, *commands);
  });
}

TrainingThread::~TrainingThread() {
  commands_->quit();
  thread_.join();
}

}  // namespace zscope
