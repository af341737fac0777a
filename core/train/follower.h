#pragma once

#include "runs/run_directory.h"
#include "runs/run_feed.h"
#include "train/training_commands.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

namespace zscope {

/// Watches a run that another process trains, from its files: about twice a second it publishes what is new in the
/// feed, weights from the newest checkpoint included. Lives on a thread of its own.
class Follower {
 public:
  /// `writer_gone` is called once, on the follower's thread, when nobody writes the run any more; the follower is then
  /// done. Commands that change training are answered with a sentence until then.
  /// Destroy it after TrainingCommands::quit(), or once `writer_gone` was called.
  Follower(std::filesystem::path directory, std::shared_ptr<RunFeed> feed, std::shared_ptr<TrainingCommands> commands,
           std::function<void()> writer_gone);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

 private:
  std::shared_ptr<TrainingCommands> commands_;
  std::thread thread_;
};

}  // namespace zscope
