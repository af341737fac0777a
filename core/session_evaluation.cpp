#include "session_evaluation.h"

#include "metrics/classifier_file.h"
#include "run_evaluation.h"

#include <algorithm>
#include <utility>

namespace zscope {
namespace {

WeightsSource source_of(const Weights& weights) {
  return std::visit([](const auto& from) -> WeightsSource { return from.get(); }, weights.what);
}

}  // namespace

EvaluationDesk::EvaluationDesk(std::shared_ptr<Backend> backend, std::filesystem::path classifiers,
                               std::function<void()> wake)
    : backend_(std::move(backend)),
      classifiers_(std::move(classifiers)),
      wake_(wake),
      desk_("zscope-metrics", backend_, wake) {}

void EvaluationDesk::begin(Subject subject, std::vector<std::string> metrics) {
  EvaluationRequest request;
  request.metrics = std::move(metrics);
  request.classifiers = classifiers_;
  const auto ready = ready_for(subject);
  const std::string data = subject.dataset->fingerprint;
  desk_.begin(ready, and_look(data, [this, subject = std::move(subject), request = std::move(request)](
                                        const Publish& publish, Progress& progress) {
                measure(subject, request, publish, progress);
              }));
}

void EvaluationDesk::recall(Subject subject) {
  const auto ready = ready_for(subject);
  desk_.begin(ready, [this, subject = std::move(subject)](const Publish& publish, Progress&) {
    EvaluationRequest request;
    request.classifiers = classifiers_;
    auto results = kept_results(*backend_, subject.directory, subject.spec, *subject.dataset,
                                source_of(*subject.weights), request);
    publish([&](Findings& findings) { findings.results = std::move(results); });
  });
}

Desk<EvaluationDesk::Findings>::Change EvaluationDesk::ready_for(const Subject& subject) {
  const bool others = std::exchange(weights_, subject.weights) != subject.weights;
  return [others, step = subject.weights->step](Findings& findings) {
    if (others) findings.results.clear();
    findings.step = step;
  };
}

void EvaluationDesk::begin_classifier(Subject subject) {
  const std::string data = subject.dataset->fingerprint;
  desk_.begin([](Findings&) {},
              and_look(data, [this, subject = std::move(subject)](const Publish&, Progress& progress) {
                backend_->train_classifier(subject.spec, *subject.dataset, classifiers_, progress);
              }));
}

Desk<EvaluationDesk::Findings>::Work EvaluationDesk::and_look(std::string data, Desk<Findings>::Work work) {
  return [this, data = std::move(data), work = std::move(work)](const Publish& publish, Progress& progress) {
    try {
      work(publish, progress);
    } catch (...) {
      look_for_classifier(data);
      throw;
    }
    look_for_classifier(data);
  };
}

std::filesystem::path EvaluationDesk::classifier(const std::shared_ptr<const Dataset>& dataset) {
  std::scoped_lock lock(mutex_);
  if (classifier_data_ != dataset->fingerprint) {
    classifier_data_ = dataset->fingerprint;
    classifier_file_.clear();
    desk_.post([this, data = dataset->fingerprint](Progress&) {
      look_for_classifier(data);
      if (wake_) wake_();
    });
  }
  return classifier_file_;
}

void EvaluationDesk::look_for_classifier(const std::string& data) {
  if (classifiers_.empty()) return;
  std::error_code none;
  const std::filesystem::path file = zscope::classifier_file(classifiers_, data);
  const bool there = std::filesystem::exists(file, none);
  std::scoped_lock lock(mutex_);
  if (classifier_data_ == data) classifier_file_ = there ? file : std::filesystem::path();
}

void EvaluationDesk::forget() {
  desk_.forget();
  weights_.reset();
}

EvaluationState EvaluationDesk::state() const {
  auto state = desk_.state();
  return {state.found.step, state.running, std::move(state.progress), std::move(state.error),
          std::move(state.found.results)};
}

void EvaluationDesk::measure(const Subject& subject, const EvaluationRequest& asked, const Publish& publish,
                             Progress& progress) {
  EvaluationRequest request = asked;
  request.found = [&](const MetricResult& result) {
    publish([&](Findings& findings) {
      std::erase_if(findings.results, [&](const MetricResult& had) { return had.metric == result.metric; });
      findings.results.push_back(result);
    });
  };
  evaluate_run(*backend_, subject.directory, subject.spec, *subject.dataset, source_of(*subject.weights), request,
               progress);
}

}  // namespace zscope
