#pragma once

#include "explore/explorer.h"
#include "explore/switchboard.h"
#include "runs/run_feed.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace zscope {

/// Where an inference thread gets its explorers. Both are called on that thread.
struct InferencePlan {
  std::function<void()> enter_thread;
  std::function<std::unique_ptr<Explorer>()> make_explorer;
};

/// Answers the questions of one switchboard about one run, with explorers of its own that live on its thread. Every
/// answer comes from the newest weights, or from the pinned ones when the question says so.
class InferenceThread {
 public:
  /// `interactive` threads keep their priority; others give way.
  InferenceThread(InferencePlan plan, std::shared_ptr<RunFeed> feed, std::shared_ptr<Switchboard> board,
                  std::uint64_t run, bool interactive);
  ~InferenceThread();
  InferenceThread(const InferenceThread&) = delete;
  InferenceThread& operator=(const InferenceThread&) = delete;

 private:
  std::shared_ptr<Switchboard> board_;
  Switchboard::Worker worker_;
  std::thread thread_;
};

}  // namespace zscope
