#pragma once

#include "runs/run_directory.h"
#include "train/run_feed.h"
#include "train/training_commands.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace zscope {

/// What a training thread is to train, and where it is kept.
struct TrainingPlan {
  RunInfo info;  ///< as run.json has it, or will have it
  std::shared_ptr<const Dataset> dataset;
  std::filesystem::path runs;       ///< a new run gets a fresh directory here,
  std::filesystem::path directory;  ///< unless one is named; with neither, nothing is written
  bool on_disk = false;             ///< `directory` holds this run already; it is resumed when training starts
  std::optional<Checkpoint> from;   ///< where to go on
};

/// What a run computes, as engines and explorers want to know it.
RunSpec spec_of(const RunInfo& info, const Dataset& dataset);

/// One run being trained, on a thread of its own: it makes the engine, runs commands between steps, and publishes
/// status, weights and metrics in the feed. Destroying it, after TrainingCommands::quit(), saves and joins.
class TrainingThread {
 public:
  TrainingThread(std::shared_ptr<Backend> backend, TrainingPlan plan, std::shared_ptr<RunFeed> feed,
                 std::shared_ptr<TrainingCommands> commands);
  ~TrainingThread();
  TrainingThread(const TrainingThread&) = delete;
  TrainingThread& operator=(const TrainingThread&) = delete;

 private:
  std::shared_ptr<TrainingCommands> commands_;
  std::thread thread_;
};

}  // namespace zscope
