#pragma once

#include "data/dataset.h"
#include "models/checkpoint.h"
#include "runs/run_directory.h"
#include "runs/run_feed.h"
#include "runs/run_spec.h"
#include "train/engine.h"
#include "train/training_commands.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace zscope {

/// What a training thread is to train, and where it is kept.
struct TrainingPlan {
  RunInfo info;  ///< as run.json has it, or will have it
  std::shared_ptr<const Dataset> dataset;
  std::filesystem::path runs;              ///< a new run gets a fresh directory here,
  std::filesystem::path directory;         ///< unless one is named; with neither, nothing is written
  bool on_disk = false;                    ///< `directory` holds this run already; it is resumed when training starts
  std::optional<Checkpoint> from;          ///< where to go on
  std::vector<std::string> live_settings;  ///< those that may change while training runs
  // Both are called on the training thread.
  std::function<void()> enter_thread;
  std::function<std::unique_ptr<Engine>(const RunSpec&, std::shared_ptr<const Dataset>)> make_engine;
};

/// One run being trained, on a thread of its own: it makes the engine, runs commands between steps, and publishes
/// status, weights and metrics in the feed. Destroying it, after TrainingCommands::quit(), saves and joins.
class TrainingThread {
 public:
  TrainingThread(TrainingPlan plan, std::shared_ptr<RunFeed> feed, std::shared_ptr<TrainingCommands> commands);
  ~TrainingThread();
  TrainingThread(const TrainingThread&) = delete;
  TrainingThread& operator=(const TrainingThread&) = delete;

 private:
  std::shared_ptr<TrainingCommands> commands_;
  std::thread thread_;
};

}  // namespace zscope
