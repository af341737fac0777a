#include "metrics/metric_context.h"

#include "base/error.h"
#include "base/fingerprint.h"
#include "base/random.h"
#include "metrics/classifier_file.h"
#include "models/pictures.h"
#include "models/registry.h"

#include <algorithm>
#include <vector>

namespace zscope {
namespace {

constexpr std::int64_t kChunk = 250;

}  // namespace

std::vector<double> doubles_of(const torch::Tensor& values) {
  const torch::Tensor here = values.to(torch::kFloat64).cpu().contiguous();
  return {here.data_ptr<double>(), here.data_ptr<double>() + here.numel()};
}

torch::Tensor PictureSet::pixels(std::int64_t first, std::int64_t some) const {
  return unit_values(stored.narrow(0, first, some), shape).flatten(1);
}

torch::Tensor over_pictures(
    MetricContext& context, const PictureSet& pictures, const std::string& what,
    const std::function<torch::Tensor(const torch::Tensor& images, const torch::Tensor& labels)>& work) {
  std::vector<torch::Tensor> parts;
  for (std::int64_t first = 0; first < pictures.count(); first += kChunk) {
    context.report(static_cast<double>(first) / static_cast<double>(pictures.count()), what);
    const std::int64_t count = std::min(kChunk, pictures.count() - first);
    const torch::Tensor images =
        unit_values(pictures.stored.narrow(0, first, count).to(context.device()), pictures.shape);
    const torch::Tensor labels =
        pictures.labels.defined() ? pictures.labels.narrow(0, first, count).to(context.device()) : torch::Tensor();
    parts.push_back(work(images, labels).cpu());
  }
  return torch::cat(parts);
}

MetricContext::MetricContext(Model& model, const RunSpec& spec, const Dataset& dataset,
                             const EvaluationRequest& request, torch::Device device, Progress& progress)
    : model_(model),
      spec_(spec),
      info_(find_model_entry(spec.model).info),
      dataset_(dataset),
      request_(request),
      device_(device),
      progress_(progress),
      seed_(request.seed) {}

std::uint64_t MetricContext::seed_for(const std::string& purpose) const {
  Fingerprint hash;
  hash.add(purpose);
  std::uint64_t state = hash.value() ^ seed_;
  return splitmix64(state);
}

Noise MetricContext::noise(const std::string& purpose) const { return Noise(device_, seed_for(purpose)); }

torch::Tensor MetricContext::prior(std::int64_t count, const std::string& purpose) const {
  std::vector<float> points = sample_prior(
      static_cast<int>(count), latent_blocks_of(info_, spec_.settings, spec_.shape, spec_.classes), seed_for(purpose));
  return torch::from_blob(points.data(), {count, model_.latent_dim()}).to(device_, torch::kFloat32, false, true);
}

void MetricContext::report(double fraction, const std::string& what) {
  progress_.throw_if_cancelled();
  progress_.report((metric_ + std::clamp(fraction, 0.0, 1.0)) / metrics_, what);
}

PictureSet MetricContext::pictures(bool test, std::int64_t most) const {
  const Split& split = test ? dataset_.test : dataset_.train;
  if (split.count < 1) fail("The data set {} has no {} pictures.", dataset_.name, test ? "test" : "training");
  const std::int64_t count = most < 0 ? split.count : std::min(most, split.count);
  PictureSet out{stored_values(split, dataset_.shape, 0, count), {}, dataset_.shape};
  if (!split.labels.empty()) {
    out.labels = torch::from_blob(const_cast<std::int32_t*>(split.labels.data()), {count}, torch::kInt32);
    out.labels = out.labels.to(torch::kInt64);
  }
  return out;
}

const PictureSet& MetricContext::samples() {
  const long count = integer("samples");
  if (const auto had = samples_.find(count); had != samples_.end()) return had->second;
  Noise noise = this->noise("classes of samples");
  PictureSet out{{}, {}, dataset_.shape};
  if (info_.capabilities.takes_labels) {
    const torch::Tensor labels = pictures(false).labels;
    if (!labels.defined()) fail("{} is told classes, and {} has none.", info_.name, dataset_.name);
    const torch::Tensor chosen = (noise.uniform({count}) * static_cast<double>(labels.size(0))).to(torch::kInt64);
    out.labels = labels.index_select(0, chosen.cpu().clamp_max(labels.size(0) - 1));
  }
  const torch::Tensor points = prior(count, "samples");
  std::vector<torch::Tensor> parts;
  for (std::int64_t first = 0; first < count; first += kChunk) {
    report(static_cast<double>(first) / static_cast<double>(count), "drawing samples");
    const std::int64_t n = std::min<std::int64_t>(kChunk, count - first);
    const torch::Tensor z = points.narrow(0, first, n);
    const torch::Tensor labels = out.labels.defined() ? out.labels.narrow(0, first, n).to(device_) : torch::Tensor();
    parts.push_back(stored_from_unit(model_.decode(z, labels), dataset_.shape));
  }
  out.stored = torch::cat(parts);
  return samples_[count] = out;
}

Classifier& MetricContext::classifier() {
  if (!classifier_) {
    const auto report = [this](double fraction, const std::string& what) { this->report(fraction, what); };
    classifier_ = classifier_of(dataset_, request_.classifiers, device_, report);
    classifier_accuracy_ = accuracy(classifier_, dataset_, dataset_.test, device_, report);
  }
  return classifier_;
}

Seen MetricContext::look(const PictureSet& pictures, const std::string& what) {
  Classifier& classifier = this->classifier();
  const torch::Tensor features =
      over_pictures(*this, pictures, what,
                    [&](const torch::Tensor& images, const torch::Tensor&) { return classifier->features(images); });
  const auto [confidence, classes] = classifier(features.to(device_)).softmax(1).max(1);
  return {features.to(torch::kFloat64), classes.cpu(), confidence.cpu()};
}

const Seen& MetricContext::seen(bool test) {
  const long count = integer("samples");
  Seen& kept = seen_[{test, count}];
  if (!kept.features.defined()) kept = look(pictures(test, count), "looking at pictures of the data");
  return kept;
}

const Seen& MetricContext::seen_samples() {
  Seen& kept = seen_samples_[integer("samples")];
  if (!kept.features.defined()) kept = look(samples(), "looking at samples");
  return kept;
}

void MetricContext::note_classifier(MetricResult& result) {
  classifier();
  const std::string hash = classifier_hash(request_.classifiers, dataset_.fingerprint);
  result.notes.emplace_back("classifier", fmt::format("{}, {:.2f} % of test pictures right",
                                                      hash.empty() ? "not kept" : hash, 100 * classifier_accuracy_));
}

torch::Tensor MetricContext::encode(Model& model, bool test) {
  const std::string what = test ? "encoding test pictures" : "encoding training pictures";
  return over_pictures(*this, pictures(test), what, [&](const torch::Tensor& images, const torch::Tensor& labels) {
    const bool told = info_.capabilities.takes_labels;
    return model.encode(model.input(images), told ? labels : torch::Tensor()).mean.to(torch::kFloat32);
  });
}

const torch::Tensor& MetricContext::encodings(bool test) {
  torch::Tensor& kept = encodings_[test];
  if (!kept.defined()) kept = encode(model_, test);
  return kept;
}

const torch::Tensor& MetricContext::untrained_encodings(bool test) {
  torch::Tensor& kept = untrained_encodings_[test];
  if (!kept.defined()) {
    Collective alone;
    Noise weights = noise("untrained");
    const auto untrained = make_model(spec_.model, {spec_.shape, spec_.classes, spec_.settings, weights, alone});
    untrained->eval();
    kept = encode(*untrained, test);
  }
  return kept;
}

}  // namespace zscope
