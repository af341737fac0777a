#pragma once

// The inside of a session: measuring how good the open run is. ui/ has no business here.

#include "backend.h"
#include "runs/run_feed.h"
#include "session.h"
#include "session_desk.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace zscope {

/// Measures the open run, and trains its data's classifier: metrics take minutes. All members: UI thread.
class EvaluationDesk {
 public:
  /// `wake` is called when something was found.
  EvaluationDesk(std::shared_ptr<Backend> backend, std::filesystem::path classifiers, std::function<void()> wake);

  struct Subject {
    RunSpec spec;
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Weights> weights;
    std::filesystem::path directory;  ///< where results are kept and read back; may be empty
  };
  /// The work before is cancelled; results of the same weights stay.
  void begin(Subject subject, std::vector<std::string> metrics);
  /// Shows what a run on disk has had measured of these weights.
  void recall(Subject subject);
  /// Trains the classifier of the subject's data. Results stay.
  void begin_classifier(Subject subject);
  void cancel() { desk_.cancel(); }
  /// Another run: all is forgotten.
  void forget();
  EvaluationState state() const;
  /// The file of that data's classifier, or empty: as it was when this was first asked or work last ended.
  std::filesystem::path classifier(const std::shared_ptr<const Dataset>& dataset);

 private:
  struct Findings {
    std::int64_t step = -1;
    std::vector<MetricResult> results;
  };
  using Publish = Desk<Findings>::Publish;
  Desk<Findings>::Change ready_for(const Subject& subject);
  void look_for_classifier(const std::string& data);
  /// Work after which the classifier of the data with that fingerprint is looked for, however it ended.
  Desk<Findings>::Work and_look(std::string data, Desk<Findings>::Work work);
  void measure(const Subject& subject, const EvaluationRequest& asked, const Publish& publish, Progress& progress);

  std::shared_ptr<Backend> backend_;
  std::filesystem::path classifiers_;
  std::function<void()> wake_;
  std::shared_ptr<const Weights> weights_;  ///< those that the results are of
  std::mutex mutex_;                        ///< of what follows
  std::string classifier_data_;             ///< the fingerprint of the data whose classifier was looked for last
  std::filesystem::path classifier_file_;
  Desk<Findings> desk_;  // last: its thread ends before what it uses
};

}  // namespace zscope
