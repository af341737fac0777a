#include "train/training_thread.h"

#include "base/error.h"
#include "base/thread.h"
#include "train/training_loop.h"

#include <exception>
#include <utility>

namespace zscope {
namespace {

void publish_failure(RunFeed& feed, const std::string& sentence) {
  TrainingStatus status;
  if (const auto before = feed.status.get()) status = *before;
  status.state = RunState::failed;
  status.message = sentence;
  status.message_is_error = true;
  feed.status.set(std::move(status));
  feed.wake();
}

void train(Backend& backend, TrainingPlan plan, RunFeed& feed, TrainingCommands& commands) {
  enter_named_thread("zscope-train", Niceness::training);
  try {
    backend.enter_thread();
    TrainingLoop loop(backend, std::move(plan), feed, commands);
    try {
      loop.run();
    } catch (const std::exception& error) {
      loop.fail_with(sentence_of(error));
    }
  } catch (const std::exception& error) {
    publish_failure(feed, sentence_of(error));
  }
}

}  // namespace

RunSpec spec_of(const RunInfo& info, const Dataset& dataset) {
  RunSpec spec;
  spec.model = info.model;
  spec.preset = info.preset;
  spec.settings = info.settings;
  spec.shape = dataset.shape;
  spec.classes = static_cast<int>(dataset.class_names.size());
  spec.seed = info.seed;
  spec.threads = info.threads;
  spec.device = info.device;
  spec.measured = info.measured;
  return spec;
}

TrainingThread::TrainingThread(std::shared_ptr<Backend> backend, TrainingPlan plan, std::shared_ptr<RunFeed> feed,
                               std::shared_ptr<TrainingCommands> commands)
    : commands_(commands) {
  thread_ =
      std::thread([backend = std::move(backend), plan = std::move(plan), feed = std::move(feed),
                   commands = std::move(commands)]() mutable { train(*backend, std::move(plan), *feed, *commands); });
}

TrainingThread::~TrainingThread() {
  commands_->quit();
  thread_.join();
}

}  // namespace zscope
