#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// One line of metrics.jsonl: what was measured at a step.
struct MetricRecord {
  std::int64_t step = 0;
  double epoch = 0;
  std::int64_t images = 0;                             ///< seen since the start of the run
  double seconds = 0;                                  ///< spent training since the start of the run (wall clock)
  double images_per_second = 0;                        ///< wall clock
  std::vector<std::pair<std::string, double>> losses;  ///< by name, "train/loss", "test/kl": nats per image unless said
};

/// One line of events.jsonl: what happened to a run (started, paused, setting changed, saved, NaN).
struct EventRecord {
  std::int64_t step = 0;
  double seconds = 0;
  std::string kind;  ///< "start", "pause", "setting", "checkpoint", "nan", "stop", "resume"
  std::string text;  ///< one sentence for people
};

}  // namespace zscope
