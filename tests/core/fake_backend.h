#pragma once

// A backend without LibTorch for tests of everything above it: small, deterministic, and it really learns.

#include "backend.h"
#include "data/dataset.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace zscope {

struct FakeOptions {
  std::chrono::microseconds step_time{1000};  ///< slept in every step, so that training leaves the machine to others
  std::chrono::milliseconds answer_time{0};   ///< slept (cancellably) in every answer
  std::int64_t throw_at_step = -1;            ///< Engine::step() throws there
};

/// Ten kinds of grey pictures, blurred strokes moved about: [train] and [test] of them, labelled, always the same.
std::shared_ptr<const Dataset> toy_dataset(int size = 8, int train = 500, int test = 200);

/// Linear models with hand-written gradients and Adam:
/// "linear-vae" encodes and decodes (losses loss, reconstruction, kl), "linear-gan" decodes only; "linear-parts" is a
/// VAE that can all else a model may: its fifteen numbers are noise (2), a category of 3, a map of 2 × 2, a continuous
/// code (2) and two vectors of 2; it takes labels, is contested, and has a book of codes. Settings: latent_dim,
/// batch_size, learning_rate (live), beta (live), autosave_seconds. Metrics: "basic", and "sharp" (made-up numbers) of
/// those that encode.
class FakeBackend : public Backend {
 public:
  explicit FakeBackend(FakeOptions options = {});
  const std::vector<ModelInfo>& models() const override { return models_; }
  std::unique_ptr<Engine> make_engine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) override;
  std::unique_ptr<Explorer> make_explorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) override;
  const std::vector<MetricInfo>& metrics() const override { return metrics_; }
  Evaluation evaluate(const RunSpec& spec, const Dataset& dataset, const WeightsSource& weights,
                      const EvaluationRequest& request, Progress& progress) override;
  void train_classifier(const RunSpec& spec, const Dataset& dataset, const std::filesystem::path& folder,
                        Progress& progress) override;
  void enter_thread(Urgency urgency) override { awaited_threads += urgency == Urgency::awaited; }
  std::map<std::string, std::string> versions() const override { return {{"fake", "1"}}; }

  /// How far measuring and training a classifier may come before they wait for a test to say more, in [0, 1].
  std::atomic<double> measures_up_to = 1;
  std::atomic<int> awaited_threads = 0;
  std::atomic<int> metrics_measured = 0;
  std::atomic<int> engines_alive = 0;
  std::atomic<int> explorers_alive = 0;

 private:
  /// Reports, and waits at `measures_up_to` until it is raised or the work cancelled.
  void come_to(double fraction, const std::string& what, Progress& progress) const;

  FakeOptions options_;
  std::vector<ModelInfo> models_;
  std::vector<MetricInfo> metrics_;
};

std::shared_ptr<FakeBackend> make_fake_backend(FakeOptions options = {});

}  // namespace zscope
