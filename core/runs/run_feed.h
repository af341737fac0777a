#pragma once

#include "base/journal.h"
#include "base/latest.h"
#include "models/checkpoint.h"
#include "models/model_info.h"
#include "models/snapshot.h"
#include "runs/record.h"
#include "runs/run_state.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace zscope {

/// Weights to look at: the newest of the engine, or the newest that another process left on disk. Immutable.
struct Weights {
  std::variant<std::shared_ptr<const Snapshot>, std::shared_ptr<const Checkpoint>> what;
  std::int64_t step = 0;
  bool training = false;  ///< newer ones are about to come: refreshing is worth only a small share of a core
};

/// Where training is. Immutable once published.
struct TrainingStatus {
  RunState state = RunState::loading;
  std::string message;
  bool message_is_error = false;
  Settings settings;  ///< complete, live changes included; empty until known
  double planned_epochs = 0;
  std::int64_t planned_steps = 0;
  std::int64_t step = 0;
  std::int64_t steps_per_epoch = 0;
  double epoch = 0;
  double images_per_second = 0;
  double seconds = 0;
  double seconds_left = -1;
  std::string device;
  std::int64_t parameter_count = 0;
  std::filesystem::path directory;
  std::uint64_t stops_done = 0;  ///< how many of the stops asked for have been carried out
};

/// All that one open run shows to the rest of the program. One thread writes at a time (the loader, then the training
/// thread or the follower), any thread reads; no member waits.
struct RunFeed {
  Latest<TrainingStatus> status;
  Latest<Weights> weights;
  Latest<Weights> pinned;  ///< set by the UI thread alone
  Journal<MetricRecord> metrics;
  Journal<EventRecord> events;
  std::function<void()> changed;  ///< something new was published; called from the thread that published it. Set once.

  void wake() const {
    if (changed) changed();
  }
  /// Publishes weights and wakes whoever answers questions.
  void publish(Weights fresh) {
    weights.set(std::move(fresh));
    wake();
  }
  /// Publishes that the run has failed, and why; all else that was known stays.
  void fail_with(const std::string& sentence) {
    TrainingStatus now;
    if (const auto before = status.get()) now = *before;
    now.state = RunState::failed;
    now.message = sentence;
    now.message_is_error = true;
    status.set(std::move(now));
    wake();
  }
};

/// Drops what was recorded past `step`.
inline void trim_feed(RunFeed& feed, std::int64_t step) {
  feed.metrics.trim([&](const MetricRecord& record) { return record.step > step; });
  feed.events.trim([&](const EventRecord& record) { return record.step > step; });
}

}  // namespace zscope
