#pragma once

#include "base/progress.h"
#include "data/dataset.h"
#include "explore/question.h"
#include "metrics/evaluation.h"
#include "models/model_info.h"
#include "runs/checkpoint.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// Everything that decides what a run computes.
struct RunSpec {
  std::string model;
  std::string preset;
  Settings settings;  ///< complete (resolve_settings)
  ImageShape shape;
  int classes = 0;  ///< 0 when the data has no labels
  std::uint64_t seed = 1;
  int threads = 0;              ///< replicas; 0: one per core
  std::string device = "auto";  ///< auto, cpu, cuda
  /// Choices made by measuring when the run began, kept so that a resumed run makes the same ones.
  std::map<std::string, std::string> measured;
};

/// The weights at a step: immutable, cheap to hand between threads, meaningful to the backend that made it.
struct Snapshot {
  std::int64_t step = 0;
  double epoch = 0;
  std::vector<std::byte> parameters;  ///< the arena, as it lies in memory
  std::vector<std::byte> buffers;
};

using NamedValues = std::vector<std::pair<std::string, double>>;

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
  virtual std::int64_t parameter_count() const = 0;
  /// RunSpec::measured as it should be written.
  virtual std::map<std::string, std::string> measured() const = 0;
};

/// Answers questions with a model of its own. Lives on one inference thread.
class Explorer {
 public:
  virtual ~Explorer() = default;
  virtual void load(const Snapshot& snapshot) = 0;
  virtual void load(const Checkpoint& checkpoint) = 0;
  /// Throws Error (one sentence) when the model cannot answer; Cancelled when `progress` says so.
  virtual Answer answer(const Question& question, const Progress& progress) = 0;
};

/// Makes engines and explorers. Any thread may call it.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const std::vector<ModelInfo>& models() const = 0;
  virtual std::unique_ptr<Engine> make_engine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) = 0;
  virtual std::unique_ptr<Explorer> make_explorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) = 0;
  /// Evaluates the weights of a checkpoint, with random numbers of its own. Slow: reports progress, can be cancelled.
  virtual Evaluation evaluate(const RunSpec& spec, const Dataset& dataset, const Checkpoint& checkpoint, bool test,
                              Progress& progress) = 0;
  /// Called once at the top of every thread of the session, before anything else (thread counts, gradient mode).
  virtual void enter_thread() = 0;
  /// Versions of what computes, for run.json: {"libtorch", "1.13.1"}.
  virtual std::map<std::string, std::string> versions() const { return {}; }
};

/// The model of that name. Throws Misuse listing the names there are.
const ModelInfo& find_model(const Backend& backend, const std::string& name);

}  // namespace zscope
