// Generated digits look like handwriting: a classifier that has only seen them reads real ones, and the other way
// round.

#include "base/progress.h"
#include "data/catalog.h"
#include "models/layers.h"
#include "models/model.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"
#include "train/optimizer.h"
#include "train/sampler.h"

#include <cstdlib>
#include <filesystem>

using namespace zscope;

namespace {

/// Two convolutions and two dense layers.
struct Classifier : torch::nn::Module {
  explicit Classifier(Noise& noise) {
    first = register_module("first", Convolution(ConvolutionShape{1, 16, 5, 2, 2}, noise));
    second = register_module("second", Convolution(ConvolutionShape{16, 32, 5, 2, 2}, noise));
    hidden = register_module("hidden", Dense(32 * 7 * 7, 128, noise));
    head = register_module("head", Dense(128, 10, noise));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return head(hidden(second(first(x).relu_()).relu_().permute({0, 2, 3, 1}).flatten(1)).relu_());
  }
  Convolution first{nullptr}, second{nullptr};
  Dense hidden{nullptr}, head{nullptr};
};

torch::Tensor images(const Dataset& data, const Split& split, const std::vector<std::int64_t>& indices) {
  torch::Tensor out = torch::empty({static_cast<std::int64_t>(indices.size()), 1, data.shape.height, data.shape.width});
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const auto picture = data.picture(split, indices[i]);
    float* to = out.data_ptr<float>() + static_cast<std::int64_t>(i) * data.shape.size();
    for (std::size_t p = 0; p < picture.size(); ++p) to[p] = static_cast<float>(picture[p]) / 255;
  }
  return out;
}

double accuracy_after_training(const Dataset& learn, const Dataset& read) {
  Noise noise(torch::kCPU, 1);
  Classifier classifier(noise);
  torch::optim::Adam adam(classifier.parameters(), torch::optim::AdamOptions(1e-3));
  Sampler sampler(learn.train.count, 100, 1, 1, 0);
  for (int step = 0; step < 1200; ++step) {
    const auto& batch = sampler.next();
    std::vector<std::int64_t> labels;
    for (const std::int64_t i : batch) labels.push_back(learn.train.labels[static_cast<std::size_t>(i)]);
    adam.zero_grad();
    torch::cross_entropy_loss(classifier.forward(images(learn, learn.train, batch)), torch::tensor(labels)).backward();
    adam.step();
  }
  torch::NoGradGuard no_grad;
  std::int64_t right = 0;
  const std::int64_t count = read.test.count;
  for (std::int64_t first = 0; first < count; first += 500) {
    std::vector<std::int64_t> indices, labels;
    for (std::int64_t i = first; i < first + 500; ++i) {
      indices.push_back(i);
      labels.push_back(read.test.labels[static_cast<std::size_t>(i)]);
    }
    right += classifier.forward(images(read, read.test, indices))
                 .argmax(1)
                 .eq(torch::tensor(labels))
                 .sum()
                 .item<std::int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(count);
}

}  // namespace

TEST_CASE("a classifier trained on generated digits reads MNIST, and one trained on MNIST reads generated digits") {
  enter_torch_thread();
  DataOptions options;
  if (const char* folder = std::getenv("ZSCOPE_DATA")) options.search.emplace_back(folder);
  options.search.emplace_back(std::filesystem::path(ZSCOPE_TEST_SOURCES) / "../../shared/data");
  if (find_source("mnist")->locate(options).empty()) {
    MESSAGE("SKIPPED: MNIST is not on this machine (set ZSCOPE_DATA to a folder that holds it)");
    return;
  }
  Progress progress;
  const auto mnist = load_dataset("mnist", options, progress), digits = load_dataset("digits", options, progress);
  const double reads_mnist = accuracy_after_training(*digits, *mnist);
  const double reads_digits = accuracy_after_training(*mnist, *digits);
  MESSAGE("trained on generated digits, right on MNIST: ", reads_mnist);
  MESSAGE("trained on MNIST, right on generated digits: ", reads_digits);
  CHECK(reads_mnist >= 0.90);
  CHECK(reads_digits >= 0.95);
}
