#pragma once

#include "explore/switchboard.h"
#include "train/run_feed.h"

#include <memory>
#include <string>
#include <thread>

namespace zscope {

/// Answers the questions of one switchboard about one run, with explorers of its own that live on its thread. Every
/// answer comes from the newest weights, or from the pinned ones when the question says so.
class InferenceThread {
 public:
  /// `interactive` threads keep their priority; others give way.
  InferenceThread(std::shared_ptr<Backend> backend, RunSpec spec, std::shared_ptr<const Dataset> dataset,
                  std::shared_ptr<RunFeed> feed, std::shared_ptr<Switchboard> board, std::uint64_t run,
                  bool interactive);
  ~InferenceThread();
  InferenceThread(const InferenceThread&) = delete;
  InferenceThread& operator=(const InferenceThread&) = delete;

 private:
  std::shared_ptr<Switchboard> board_;
  Switchboard::Worker worker_;
  std::thread thread_;
};

}  // namespace zscope
