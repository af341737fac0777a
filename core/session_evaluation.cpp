#include "session_evaluation.h"

#include "base/error.h"
#include "base/thread.h"
#include "metrics/classifier_file.h"
#include "run_evaluation.h"

#include <algorithm>
#include <utility>

namespace zscope {

EvaluationDesk::EvaluationDesk(std::shared_ptr<Backend> backend, std::filesystem::path classifiers,
                               std::function<void()> wake)
    : backend_(std::move(backend)),
      classifiers_(std::move(classifiers)),
      wake_(std::move(wake)),
      jobs_("zscope-metrics", [backend = backend_] {
        enter_named_thread("zscope-metrics", Niceness::training);
        backend->enter_thread();
      }) {}

void EvaluationDesk::begin(Subject subject, std::vector<std::string> metrics) {
  cancel();
  EvaluationRequest request;
  request.metrics = std::move(metrics);
  request.classifiers = classifiers_;
  const std::uint64_t number = enter([&](Findings& findings) {
    if (weights_ != subject.weights) findings.results.clear();
    weights_ = subject.weights;
    findings.step = subject.weights->step;
  });
  progress_ = jobs_.post([this, subject = std::move(subject), request = std::move(request),
                          number](Progress& progress) { work(subject, request, number, progress); });
}

void EvaluationDesk::begin_classifier(Subject subject) {
  cancel();
  const std::uint64_t number = enter([](Findings&) {});
  progress_ = jobs_.post([this, subject = std::move(subject), number](Progress& progress) {
    attempt(number, subject.dataset->fingerprint,
            [&] { backend_->train_classifier(subject.spec, *subject.dataset, classifiers_, progress); });
  });
}

std::uint64_t EvaluationDesk::enter(const std::function<void(Findings&)>& change) {
  std::scoped_lock lock(mutex_);
  change(findings_);
  findings_.running = true;
  findings_.error.clear();
  return ++number_;
}

void EvaluationDesk::attempt(std::uint64_t number, const std::string& data, const std::function<void()>& work) {
  std::string error;
  try {
    work();
  } catch (const Cancelled&) {
    return;
  } catch (const std::exception& failure) {
    error = sentence_of(failure);
  }
  look_for_classifier(data);
  publish(number, [&](Findings& findings) {
    findings.running = false;
    findings.error = error;
  });
}

std::filesystem::path EvaluationDesk::classifier(const std::shared_ptr<const Dataset>& dataset) {
  std::scoped_lock lock(mutex_);
  if (classifier_data_ != dataset->fingerprint) {
    classifier_data_ = dataset->fingerprint;
    classifier_file_.clear();
    jobs_.post([this, data = dataset->fingerprint](Progress&) {
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

void EvaluationDesk::cancel() {
  if (progress_) progress_->cancel();
  progress_.reset();
  std::scoped_lock lock(mutex_);
  ++number_;
  findings_.running = false;
}

void EvaluationDesk::forget() {
  cancel();
  std::scoped_lock lock(mutex_);
  findings_ = {};
  weights_.reset();
}

EvaluationState EvaluationDesk::state() const {
  EvaluationState out;
  std::scoped_lock lock(mutex_);
  out.step = findings_.step;
  out.running = findings_.running;
  out.error = findings_.error;
  out.results = findings_.results;
  if (out.running && progress_) out.progress = progress_->latest();
  return out;
}

void EvaluationDesk::publish(std::uint64_t number, const std::function<void(Findings&)>& change) {
  {
    std::scoped_lock lock(mutex_);
    if (number != number_) return;  // cancelled in the meantime
    change(findings_);
  }
  if (wake_) wake_();
}

void EvaluationDesk::work(const Subject& subject, const EvaluationRequest& asked, std::uint64_t number,
                          Progress& progress) {
  EvaluationRequest request = asked;
  request.found = [&](const MetricResult& result) {
    publish(number, [&](Findings& findings) {
      std::erase_if(findings.results, [&](const MetricResult& had) { return had.metric == result.metric; });
      findings.results.push_back(result);
    });
  };
  attempt(number, subject.dataset->fingerprint, [&] {
    const WeightsSource weights =
        std::visit([](const auto& from) -> WeightsSource { return from.get(); }, subject.weights->what);
    evaluate_run(*backend_, subject.directory, subject.spec, *subject.dataset, weights, request, progress);
  });
}

}  // namespace zscope
