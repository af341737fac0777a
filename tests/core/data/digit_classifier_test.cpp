// Generated digits look like handwriting: a classifier that has only seen them reads real ones, and the other way
// round.

#include "base/progress.h"
#include "data/catalog.h"
#include "metrics/classifier.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <cstdlib>
#include <filesystem>

using namespace zscope;

namespace {

double accuracy_after_training(const Dataset& learn, const Dataset& read) {
  Classifier classifier = train_classifier(
      learn, torch::kCPU, [](double, const std::string&) {}, 1000);
  return accuracy(classifier, read, read.test, torch::kCPU);
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
  const OperationThreads threads(2);
  Progress progress;
  const auto mnist = load_dataset("mnist", options, progress), digits = load_dataset("digits", options, progress);
  const double reads_mnist = accuracy_after_training(*digits, *mnist);
  const double reads_digits = accuracy_after_training(*mnist, *digits);
  MESSAGE("trained on generated digits, right on MNIST: ", reads_mnist);
  MESSAGE("trained on MNIST, right on generated digits: ", reads_digits);
  CHECK(reads_mnist >= 0.90);
  CHECK(reads_digits >= 0.95);
}
