#pragma once

#include "base/progress.h"
#include "data/dataset.h"
#include "explore/explorer.h"
#include "metrics/evaluation.h"
#include "models/checkpoint.h"
#include "models/model_info.h"
#include "models/snapshot.h"
#include "runs/run_spec.h"
#include "train/engine.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace zscope {

/// A model's weights as they are on disk, or as they are handed between threads.
using WeightsSource = std::variant<const Checkpoint*, const Snapshot*>;

/// Whose work a GPU does first, where it has the choice.
enum class Urgency {
  usual,
  awaited,  ///< a person looks on
};

/// Makes engines and explorers. Any thread may call it.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const std::vector<ModelInfo>& models() const = 0;
  virtual std::unique_ptr<Engine> make_engine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) = 0;
  virtual std::unique_ptr<Explorer> make_explorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) = 0;
  /// Every metric there is, in the order of lists; the first is what is asked for where nothing else is.
  virtual const std::vector<MetricInfo>& metrics() const = 0;
  /// Evaluates weights, with random numbers of its own. Slow: reports progress, can be cancelled. Throws Misuse as
  /// choose_metrics() does. Keeps nothing: evaluate_run() does.
  virtual Evaluation evaluate(const RunSpec& spec, const Dataset& dataset, const WeightsSource& weights,
                              const EvaluationRequest& request, Progress& progress) = 0;
  /// The data set's classifier, trained and kept in `folder` where it is not there yet. Slow, as evaluate() is. `spec`
  /// says on what device, and on how many threads.
  virtual void train_classifier(const RunSpec& spec, const Dataset& dataset, const std::filesystem::path& folder,
                                Progress& progress) = 0;
  /// Called at the top of every thread of the session, before anything else (thread counts, whose work goes first).
  virtual void enter_thread(Urgency urgency) = 0;
  /// GFLOP/s of large matrix products on so many threads, in "fp32" or "bf16": what speeds are a fraction of. 0:
  /// unknown.
  virtual double product_peak(const std::string&, int) { return 0; }
  /// Versions of what computes, for run.json: {"libtorch", "1.13.1"}.
  virtual std::map<std::string, std::string> versions() const { return {}; }
};

/// The model of that name. Throws Misuse listing the names there are.
const ModelInfo& find_model(const Backend& backend, const std::string& name);

}  // namespace zscope
