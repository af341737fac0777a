#include "metrics/classifier.h"

#include "base/error.h"
#include "base/file.h"
#include "metrics/classifier_file.h"
#include "models/model_state.h"
#include "models/pictures.h"
#include "runs/safetensors.h"

#include <torch/optim/adam.h>

#include <algorithm>
#include <vector>

namespace zscope {
namespace {

constexpr std::int64_t kBatch = 128;
constexpr std::int64_t kMostEpochs = 20;
constexpr double kLearningRate = 1e-3;

std::int64_t halved(std::int64_t side) { return (side + 1) / 2; }

Classifier blank(const Dataset& dataset, torch::Device device) {
  if (!dataset.labelled() || dataset.train.labels.empty()) {
    fail("The data set {} has no classes, so no classifier can be trained on it.", dataset.name);
  }
  Noise noise(device, 1);
  return Classifier(dataset.shape, static_cast<std::int64_t>(dataset.class_names.size()), noise);
}

void keep(Classifier& classifier, const std::filesystem::path& file) {
  Checkpoint checkpoint;
  for (const auto& item : classifier->named_parameters()) {
    checkpoint.tensors.push_back(to_named(item.key(), item.value()));
  }
  make_folder(file.parent_path());
  write_safetensors(file, checkpoint);
}

void restore(Classifier& classifier, const std::filesystem::path& file) {
  torch::NoGradGuard no_grad;
  const Checkpoint checkpoint = read_safetensors(file);
  for (auto& item : classifier->named_parameters()) {
    item.value().copy_(checked_tensor(checkpoint, item.key(), item.value().sizes()));
  }
}

}  // namespace

ClassifierImpl::ClassifierImpl(const ImageShape& shape, std::int64_t classes, Noise& noise) {
  const std::int64_t places = halved(halved(shape.height)) * halved(halved(shape.width));
  first_ = register_module("first", Convolution(ConvolutionShape{shape.channels, 16, 5, 2, 2}, noise));
  second_ = register_module("second", Convolution(ConvolutionShape{16, 32, 5, 2, 2}, noise));
  hidden_ = register_module("hidden", Dense(32 * places, kFeatures, noise));
  head_ = register_module("head", Dense(kFeatures, classes, noise));
}

torch::Tensor ClassifierImpl::features(const torch::Tensor& images) {
  return hidden_(second_(first_(images).relu_()).relu_().permute({0, 2, 3, 1}).flatten(1)).relu_();
}

Classifier train_classifier(const Dataset& dataset, torch::Device device, const ClassifierReport& report,
                            std::int64_t most_steps) {
  Classifier classifier = blank(dataset, device);
  const torch::AutoGradMode gradients(true);
  const std::int64_t count = dataset.train.count, batch = std::min(kBatch, count);
  const torch::Tensor pictures =
      torch::from_blob(const_cast<std::uint8_t*>(dataset.train.pixels.data()), {count, dataset.shape.size()},
                       torch::kUInt8);  // nothing writes to it
  const torch::Tensor labels =
      torch::from_blob(const_cast<std::int32_t*>(dataset.train.labels.data()), {count}, torch::kInt32)
          .to(torch::kInt64);
  const std::int64_t steps = std::min(most_steps, kMostEpochs * (count / batch));
  Noise order(torch::kCPU, 2);
  torch::optim::Adam adam(classifier->parameters(), torch::optim::AdamOptions(kLearningRate));
  torch::Tensor shuffled;
  for (std::int64_t step = 0; step < steps; ++step) {
    const double done = static_cast<double>(step) / static_cast<double>(steps);
    report(done, "training the classifier of " + dataset.name);
    const std::int64_t place = step % (count / batch);
    if (place == 0) shuffled = order.permutation(count);
    const torch::Tensor chosen = shuffled.narrow(0, place * batch, batch);
    const torch::Tensor images = pictures.index_select(0, chosen)
                                     .to(device, torch::kFloat32)
                                     .div_(255)
                                     .view({batch, dataset.shape.channels, dataset.shape.height, dataset.shape.width});
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(kLearningRate * (1 - done));
    adam.zero_grad();
    const torch::Tensor logits = classifier(classifier->features(images));
    torch::cross_entropy_loss(logits, labels.index_select(0, chosen).to(device)).backward();
    adam.step();
  }
  return classifier;
}

double accuracy(Classifier& classifier, const Dataset& dataset, const Split& split, torch::Device device) {
  torch::NoGradGuard no_grad;
  double right = 0;
  for (std::int64_t first = 0; first < split.count; first += 500) {
    const Batch batch =
        split_batch(split, dataset.shape, first, std::min<std::int64_t>(500, split.count - first), device);
    right += classifier(classifier->features(batch.images)).argmax(1).eq(batch.labels).sum().item<double>();
  }
  return right / static_cast<double>(split.count);
}

Classifier read_classifier(const Dataset& dataset, const std::filesystem::path& file, torch::Device device) {
  Classifier classifier = blank(dataset, device);
  restore(classifier, file);
  return classifier;
}

Classifier classifier_of(const Dataset& dataset, const std::filesystem::path& folder, torch::Device device,
                         const ClassifierReport& report) {
  const std::filesystem::path file = folder.empty() ? folder : classifier_file(folder, dataset.fingerprint);
  if (!file.empty() && std::filesystem::exists(file)) {
    try {
      return read_classifier(dataset, file, device);
    } catch (const Error&) {
      // Of another version, or broken: trained anew.
    }
  }
  Classifier classifier = train_classifier(dataset, device, report);
  if (!file.empty()) keep(classifier, file);
  return classifier;
}

}  // namespace zscope
