#pragma once

#include "base/progress.h"
#include "models/checkpoint.h"
#include "models/snapshot.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

using NamedValues = std::vector<std::pair<std::string, double>>;

struct StepParts {
  NamedValues seconds;       ///< "data", "forward", "backward", "wait", "optimizer"; empty where nobody measured
  double product_flops = 0;  ///< floating-point operations in products of matrices, over all threads
};

/// What the training thread drives: one model with its optimizers and data order. Lives on the training thread alone.
/// No step may depend on when snapshot(), checkpoint() or evaluate() are called.
class Engine {
 public:
  virtual ~Engine() = default;
  /// One training step (every phase that is due). The losses of the step, by name, means per image.
  virtual NamedValues step() = 0;
  virtual std::int64_t steps_done() const = 0;
  virtual std::int64_t steps_per_epoch() const = 0;
  virtual std::int64_t images_per_step() const = 0;
  /// Images seen since the start of the run. The last batch of an epoch may be short.
  virtual std::int64_t images_done() const { return steps_done() * images_per_step(); }
  /// Losses over the whole test set, with random numbers of its own. Empty for models that have none.
  virtual NamedValues evaluate(const Progress& progress) = 0;
  /// Changes a setting marked `live`. Throws Misuse for any other.
  virtual void set(const std::string& name, const std::string& value) = 0;
  virtual std::shared_ptr<const Snapshot> snapshot() = 0;
  /// True when every parameter is finite.
  virtual bool finite() = 0;
  /// Everything needed to go on bit for bit.
  virtual Checkpoint checkpoint() = 0;
  /// Throws Error when the checkpoint does not fit the model.
  virtual void restore(const Checkpoint& checkpoint) = 0;
  /// "cpu, 2 replicas", for the bar and run.json.
  virtual std::string device() const = 0;
  /// What the steps since the last call were made of, for benchmarks.
  virtual StepParts step_parts() { return {}; }
  virtual std::int64_t parameter_count() const = 0;
  /// RunSpec::measured as it should be written.
  virtual std::map<std::string, std::string> measured() const = 0;
};

}  // namespace zscope
