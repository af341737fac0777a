#pragma once

#include "data/dataset.h"
#include "models/layers.h"

#include "models/libtorch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace zscope {

/// A small convolutional network that tells the classes of a data set from each other: what metrics look at pictures
/// with. Distances between its features compare models on one data set with each other, and with nothing else: never
/// set them beside figures that were got with an Inception network. Two convolutions and two dense layers.
class ClassifierImpl : public torch::nn::Module {
 public:
  static constexpr std::int64_t kFeatures = 128;
  ClassifierImpl(const ImageShape& shape, std::int64_t classes, Noise& noise);
  /// The layer before the last: [n, channels, height, width] in [0, 1] to [n, kFeatures].
  torch::Tensor features(const torch::Tensor& images);
  /// [n, kFeatures] to logits [n, classes].
  torch::Tensor forward(const torch::Tensor& features) { return head_(features); }

 private:
  Convolution first_{nullptr}, second_{nullptr};
  Dense hidden_{nullptr}, head_{nullptr};
};
TORCH_MODULE(Classifier);

/// Says how far training has come; throws to end it.
using ClassifierReport = std::function<void(double fraction, const std::string& what)>;

/// Batches of 128 pictures: six passes over MNIST, after which 99 in 100 test pictures are told right.
constexpr std::int64_t kClassifierSteps = 3000;

/// Trained on a data set's training pictures, the same each time on one machine, by Adam with a rate that falls to
/// nothing; small data is passed over twenty times at most. Throws Error when the data has no classes.
Classifier train_classifier(const Dataset& dataset, torch::Device device, const ClassifierReport& report,
                            std::int64_t most_steps = kClassifierSteps);

/// The share of a split's pictures that it gives their class.
double accuracy(
    Classifier& classifier, const Dataset& dataset, const Split& split, torch::Device device,
    const ClassifierReport& report = [](double, const std::string&) {});

/// The data set's classifier as it is kept in `file`. Throws Error where that is none.
Classifier read_classifier(const Dataset& dataset, const std::filesystem::path& file, torch::Device device);

/// The data set's classifier as it is kept in `file`. Throws Error where that is none.
Classifier read_classifier(const Dataset& dataset, const std::filesystem::path& file, torch::Device device);

/// The data set's classifier: read from `folder`, or trained and kept there. An empty folder keeps nothing.
Classifier classifier_of(const Dataset& dataset, const std::filesystem::path& folder, torch::Device device,
                         const ClassifierReport& report);

}  // namespace zscope
