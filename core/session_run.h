#pragma once

// The inside of a session: what belongs to one open run. ui/ has no business here.

#include "backend.h"
#include "base/jobs.h"
#include "base/latest.h"
#include "explore/inference_thread.h"
#include "explore/switchboard.h"
#include "runs/run_feed.h"
#include "session.h"
#include "train/follower.h"
#include "train/training_commands.h"
#include "train/training_thread.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// What all runs of a session share.
struct SessionParts {
  std::shared_ptr<Backend> backend;
  SessionOptions options;
  std::shared_ptr<Switchboard> interactive;
  std::shared_ptr<Switchboard> background;
};

/// The data sets loaded last, so that trying another model does not load again. One thread.
class DatasetCache {
 public:
  std::shared_ptr<const Dataset> load(const SessionOptions& options, const std::string& name,
                                      const DataChoices& choices, Progress& progress);
  /// Forgets what may have changed on disk: all that is no name of the catalog.
  void forget_paths(const std::vector<DataInfo>& catalog);

 private:
  static constexpr std::size_t kKept = 3;
  struct Entry {
    std::string name;
    DataChoices choices;
    std::shared_ptr<const Dataset> dataset;
  };
  std::vector<Entry> kept_;  ///< the newest last
};

/// One open run with its threads. The jobs thread starts and ends them; the UI thread reads the feed, posts commands
/// and abandons the run.
class OpenRun : public std::enable_shared_from_this<OpenRun> {
 public:
  /// A new run when `directory` of the request holds none yet, else that one.
  OpenRun(const SessionParts& parts, RunRequest request, ModelInfo model, std::uint64_t number, bool exists);

  // UI thread.
  /// Loads and starts, on the jobs thread. A run of another process is followed, and taken over when that is done.
  void start(Jobs& jobs, DatasetCache& cache);
  /// The run shall save and end; shut_down(), on the jobs thread, waits for that.
  void abandon();

  // Jobs thread.
  void shut_down();

  const RunRequest request;  ///< as it was when the run was opened
  const ModelInfo model;
  const std::uint64_t number;
  const std::shared_ptr<RunFeed> feed = std::make_shared<RunFeed>();
  const std::shared_ptr<TrainingCommands> commands = std::make_shared<TrainingCommands>();
  Latest<Dataset> dataset;
  std::shared_ptr<Progress> loading;  ///< of the job; UI thread

 private:
  void load(Progress& progress, Jobs& jobs, DatasetCache& cache);
  RunInfo first_info() const;
  void check_data(const RunInfo& info) const;
  void start_exploring(const RunInfo& info);
  void start_training(RunInfo info, Progress& progress);
  void start_following(const RunInfo& info, Jobs& jobs, DatasetCache& cache);

  const SessionParts& parts_;
  const bool exists_;
  // Made, looked at and destroyed by the jobs thread.
  std::unique_ptr<InferenceThread> interactive_;
  std::unique_ptr<InferenceThread> background_;
  std::unique_ptr<Follower> follower_;
  std::unique_ptr<TrainingThread> training_;
};

}  // namespace zscope
