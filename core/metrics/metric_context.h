#pragma once

#include "base/progress.h"
#include "metrics/classifier.h"
#include "metrics/evaluation.h"
#include "models/model.h"
#include "runs/run_spec.h"

#include "models/libtorch.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// Pictures as they are stored and shown, [n, channels, height, width] uint8 on the CPU (points: float), with their
/// labels ([n] int64; undefined where there are none).
struct PictureSet {
  torch::Tensor stored;
  torch::Tensor labels;
  ImageShape shape;
  std::int64_t count() const { return stored.size(0); }
  /// `some` of them from `first` on as points, [some, size] float in [0, 1].
  torch::Tensor pixels(std::int64_t first, std::int64_t some) const;
};

/// What the classifier says of pictures.
struct Seen {
  torch::Tensor features;    ///< [n, ClassifierImpl::kFeatures] double
  torch::Tensor classes;     ///< [n] int64: the likeliest
  torch::Tensor confidence;  ///< [n]: how likely that is
};

/// What metrics measure, and what several of them look at, each made when it is first asked for. Everything is moved to
/// the CPU. Lives on one thread, for one request; the model, the data and the request outlive it.
class MetricContext {
 public:
  MetricContext(Model& model, const RunSpec& spec, const Dataset& dataset, const EvaluationRequest& request,
                torch::Device device, Progress& progress);

  Model& model() { return model_; }
  const ModelInfo& info() const { return info_; }
  const RunSpec& spec() const { return spec_; }
  const Dataset& dataset() const { return dataset_; }
  const EvaluationRequest& request() const { return request_; }
  /// Which pictures are judged: those of the request.
  const Split& split() const { return request_.test ? dataset_.test : dataset_.train; }
  torch::Device device() const { return device_; }
  std::uint64_t seed() const { return seed_; }
  /// Random numbers that depend on the seed and on what they are for alone, whatever other metrics draw.
  Noise noise(const std::string& purpose) const;
  /// Points of the model's prior, [count, latent_dim] on the context's device: the same for the same purpose.
  torch::Tensor prior(std::int64_t count, const std::string& purpose) const;
  long integer(const std::string& setting) const { return integer_setting(settings_, setting); }
  double real(const std::string& setting) const { return real_setting(settings_, setting); }

  /// How far the metric at work has come, in [0, 1], and in what. Throws Cancelled when that is asked for: call it
  /// every 100 ms.
  void report(double fraction, const std::string& what);

  /// Pictures of a split, the first `most` of them.
  PictureSet pictures(bool test, std::int64_t most = -1) const;
  /// What the model makes of points of its prior: as many as the setting `samples` says, of classes as often
  /// as the training set has them where it is told a class.
  const PictureSet& samples();
  /// The data set's classifier, trained now where it never was.
  Classifier& classifier();
  /// What it sees in a split's pictures, the first of them and as many as there are samples at most, and in samples().
  const Seen& seen(bool test);
  const Seen& seen_samples();
  /// Notes which classifier it was.
  void note_classifier(MetricResult& result);
  /// Posterior means of all pictures of a split, [n, latent_dim] float.
  const torch::Tensor& encodings(bool test);
  /// The same of the model before it was trained.
  const torch::Tensor& untrained_encodings(bool test);

 private:
  friend Evaluation measure(MetricContext&, const EvaluationRequest&);
  std::uint64_t seed_for(const std::string& purpose) const;
  torch::Tensor encode(Model& model, bool test);
  Seen look(const PictureSet& pictures, const std::string& what);

  Model& model_;
  const RunSpec& spec_;
  const ModelInfo& info_;
  const Dataset& dataset_;
  const EvaluationRequest& request_;
  torch::Device device_;
  Progress& progress_;
  std::uint64_t seed_;
  Settings settings_;  ///< of the metric at work
  int metric_ = 0, metrics_ = 1;
  std::map<long, PictureSet> samples_;
  Classifier classifier_{nullptr};
  double classifier_accuracy_ = 0;
  std::map<std::pair<bool, long>, Seen> seen_;
  std::map<long, Seen> seen_samples_;
  std::map<bool, torch::Tensor> encodings_, untrained_encodings_;
};

/// The elements of a tensor in order, for MetricResult::series.
std::vector<double> doubles_of(const torch::Tensor& values);

/// Applies `work` to pictures in [0, 1] on the context's device, a few hundred at a time, and joins what it gives.
torch::Tensor over_pictures(
    MetricContext& context, const PictureSet& pictures, const std::string& what,
    const std::function<torch::Tensor(const torch::Tensor& images, const torch::Tensor& labels)>& work);

}  // namespace zscope
