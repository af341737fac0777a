#include "torch_backend.h"

#include "explore/torch_explorer.h"
#include "metrics/classifier.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/blas.h"
#include "models/device.h"
#include "models/products.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "train/layout.h"
#include "train/trainer.h"

#include <torch/version.h>

#include <algorithm>
#include <shared_mutex>
#include <thread>

namespace zscope {
namespace {

/// Of the calling thread.
thread_local Urgency urgency_here = Urgency::usual;

/// The device, with a queue of it for the calling thread.
torch::Device enter_device(torch::Device device) {
  take_stream(device, urgency_here == Urgency::awaited);
  return device;
}

std::unique_ptr<TorchExplorer> explorer_of(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) {
  enter_device(choose_device(spec.device));
  const std::shared_lock beside_training(device_gate());
  return std::make_unique<TorchExplorer>(spec, std::move(dataset));
}

class TorchBackend : public Backend {
 public:
  TorchBackend() {
    for (const ModelEntry& entry : model_registry()) models_.push_back(entry.info);
    for (const Metric& metric : metric_registry()) metrics_.push_back(metric.info);
  }
  const std::vector<ModelInfo>& models() const override { return models_; }
  std::unique_ptr<Engine> make_engine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) override {
    enter_device(training_device(spec));
    return std::make_unique<Trainer>(with_measured_layout(spec, dataset), dataset);
  }
  std::unique_ptr<Explorer> make_explorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) override {
    return explorer_of(spec, std::move(dataset));
  }
  const std::vector<MetricInfo>& metrics() const override { return metrics_; }
  Evaluation evaluate(const RunSpec& spec, const Dataset& dataset, const WeightsSource& weights,
                      const EvaluationRequest& request, Progress& progress) override {
    const auto explorer = explorer_of(spec, nullptr);
    std::visit([&](const auto* from) { explorer->load(*from); }, weights);
    const std::shared_lock beside_training(device_gate());
    MetricContext context(explorer->model(), spec, dataset, request, choose_device(spec.device), progress);
    const OperationThreads threads(spec.threads > 0 ? spec.threads : std::max(1U, std::thread::hardware_concurrency()));
    return measure(context, request);
  }
  void train_classifier(const RunSpec& spec, const Dataset& dataset, const std::filesystem::path& folder,
                        Progress& progress) override {
    const OperationThreads threads(spec.threads);
    const torch::Device device = enter_device(choose_device(spec.device));
    const std::shared_lock beside_training(device_gate());
    classifier_of(dataset, folder, device, [&](double fraction, const std::string& what) {
      progress.throw_if_cancelled();
      progress.report(fraction, what);
    });
  }
  void enter_thread(Urgency urgency) override {
    enter_torch_thread();
    urgency_here = urgency;
  }
  double product_peak(const std::string& precision, int threads) override {
    return zscope::product_peak(precision_from_name(precision), threads);
  }
  std::map<std::string, std::string> versions() const override {
    return {{"libtorch", TORCH_VERSION}, {"blas", blas_in_use()}};
  }

 private:
  std::vector<ModelInfo> models_;
  std::vector<MetricInfo> metrics_;
};

}  // namespace

std::shared_ptr<Backend> make_torch_backend() { return std::make_shared<TorchBackend>(); }

}  // namespace zscope
