#pragma once

#include "models/checkpoint.h"
#include "runs/record.h"
#include "train/engine.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

/// Losses of single steps gathered into records: one at step 1, then one every `every` steps, each the mean of the
/// steps since the one before. What is gathered but not yet recorded travels in checkpoints, so that a resumed run logs
/// the same numbers to the last bit. Training thread.
class TrainingLog {
 public:
  static constexpr int kEvery = 10;  ///< of short runs; a run keeps its own in RunInfo::measured["log_every"]

  /// How often a run of so many steps is recorded: a few thousand records in all, so that a run of a week neither
  /// fills memory nor the disk. 0 planned steps: no end.
  static int every_for(std::int64_t planned_steps);
  void set_every(int every) { every_ = every; }
  int every() const { return every_; }

  void add(const NamedValues& losses);
  bool due(std::int64_t step) const { return step == 1 || step % every_ == 0; }
  /// The means by name, "train/loss", in the order in which the names first came up; starts gathering anew.
  NamedValues take();

  void save(Checkpoint& checkpoint) const;
  void restore(const Checkpoint& checkpoint);

 private:
  struct Sum {
    std::string name;
    double total = 0;
    std::int64_t steps = 0;
  };
  int every_ = kEvery;
  std::vector<Sum> sums_;
};

/// Images per second over the last few seconds of training.
class Speedometer {
 public:
  void reset() { marks_.clear(); }
  /// `seconds`: of training, so that pauses do not count.
  void add(double seconds, std::int64_t images);
  double images_per_second() const;

 private:
  static constexpr double kWindow = 4;  // seconds
  struct Mark {
    double seconds;
    std::int64_t images;
  };
  std::vector<Mark> marks_;
};

/// `text` as a number, or `otherwise` when there is none.
double metadata_number(const Checkpoint& checkpoint, const std::string& key, double otherwise);

}  // namespace zscope
