#pragma once

// The inside of a session: measuring how good the open run is. ui/ has no business here.

#include "backend.h"
#include "base/jobs.h"
#include "base/latest.h"
#include "runs/run_feed.h"
#include "session.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace zscope {

/// Measures on a thread of its own, which gives way to whoever drags a slider and shares the cores with training:
/// metrics take minutes. All members but the job: UI thread.
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
  /// Trains the classifier of the subject's data. Results stay.
  void begin_classifier(Subject subject);
  void cancel();
  /// Another run: all is forgotten.
  void forget();
  EvaluationState state() const;
  /// The file of that data's classifier, or empty: as it was when this was first asked or work last ended.
  std::filesystem::path classifier(const std::shared_ptr<const Dataset>& dataset);

 private:
  struct Findings {
    std::int64_t step = -1;
    bool running = false;
    std::string error;
    std::vector<MetricResult> results;
  };
  /// Work that begins: its number, by which publish() knows it.
  std::uint64_t enter(const std::function<void(Findings&)>& change);
  void look_for_classifier(const std::string& data);
  void work(const Subject& subject, const EvaluationRequest& request, std::uint64_t number, Progress& progress);
  /// Does what may take minutes and looks what became of the classifier of the data with that fingerprint; errors are
  /// findings, and a cancelled work leaves none.
  void attempt(std::uint64_t number, const std::string& data, const std::function<void()>& work);
  void publish(std::uint64_t number, const std::function<void(Findings&)>& change);

  std::shared_ptr<Backend> backend_;
  std::filesystem::path classifiers_;
  std::function<void()> wake_;
  mutable std::mutex mutex_;  ///< of what follows; never held across work
  std::uint64_t number_ = 0;  ///< of the work whose findings are shown
  std::shared_ptr<const Weights> weights_;
  Findings findings_;
  std::string classifier_data_;  ///< the fingerprint of the data whose classifier was looked for last
  std::filesystem::path classifier_file_;
  std::shared_ptr<Progress> progress_;
  Jobs jobs_;  // last: its thread ends before what it uses
};

}  // namespace zscope
