// Metrics of models that are made up, so that what they are to find is known.

#include "core/small_run.h"
#include "core/temporary_folder.h"
#include "core/toy_pictures.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <cmath>

using namespace zscope;

namespace {

/// Draws one training picture of the class that it is told, or the first of all whatever it is told.
class Copyist : public Model {
 public:
  Copyist(const Dataset& dataset, bool listens) : pictures_(all_pictures(dataset)), listens_(listens) {}
  std::vector<Phase> phases() override { return {}; }
  int latent_dim() const override { return 5; }
  torch::Tensor decode(const torch::Tensor& z, const torch::Tensor& labels) override {
    // Toy pictures are of classes 0, 1, ... 9, 0, 1, ...
    return pictures_.index_select(0, listens_ ? labels : torch::zeros({z.size(0)}, torch::kInt64));
  }

 private:
  torch::Tensor pictures_;
  bool listens_;
};

/// Encodes a picture as its brightest column, which in toy pictures of ten is its class, or all as one.
class Reader : public Model {
 public:
  explicit Reader(bool reads) : reads_(reads) {}
  std::vector<Phase> phases() override { return {}; }
  int latent_dim() const override { return 10; }
  Posterior encode(const torch::Tensor& images, const torch::Tensor&) override {
    const torch::Tensor column = images.mean({1, 2}).argmax(1);
    const torch::Tensor mean = torch::one_hot(reads_ ? column : torch::zeros_like(column), 10).to(torch::kFloat32);
    return {mean, torch::zeros_like(mean)};
  }

 private:
  bool reads_;
};

/// What one metric finds of a made-up model that says it is one of these.
MetricResult found(Model& model, const std::string& like, const Dataset& dataset, const std::string& metric,
                   const std::string& samples = "2000", std::uint64_t seed = 1) {
  static const TemporaryFolder classifiers;
  EvaluationRequest request;
  request.metrics = {metric};
  request.settings = {{"samples", samples}};
  request.classifiers = classifiers.path();
  Progress progress;
  RunSpec spec = small_run(like, dataset, 1);
  spec.seed = seed;
  MetricContext context(model, spec, dataset, request, torch::kCPU, progress);
  torch::NoGradGuard no_gradients;
  return measure(context, request).results.at(0);
}

double value_of(const MetricResult& result, const std::string& name) {
  for (const auto& [key, value] : result.values) {
    if (key == name) return value;
  }
  FAIL("no figure called ", name);
  return 0;
}

}  // namespace

TEST_CASE("of a model that draws the class it is told every class is found, as often as the data has it") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model(*dataset, true);
  const MetricResult classes = found(model, "gan-cond", *dataset, "classes");
  CHECK(value_of(classes, "classes_covered") == 10);
  CHECK(value_of(classes, "label_agreement") == 1);
  CHECK(value_of(classes, "class_kl") < 0.01);
  CHECK(value_of(classes, "class_kl") > -1e-9);
}

TEST_CASE("of a model that draws one class whatever it is told one class is found, log 10 nats from the data's ten") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model(*dataset, false);
  const MetricResult classes = found(model, "gan-cond", *dataset, "classes");
  CHECK(value_of(classes, "classes_covered") == 1);
  CHECK(value_of(classes, "class_kl") == doctest::Approx(std::log(10)));
  CHECK(value_of(classes, "label_agreement") == doctest::Approx(0.1).epsilon(0.25));
  const MetricResult near = found(model, "gan-cond", *dataset, "prdc");
  CHECK(value_of(near, "recall") == 0);
}

TEST_CASE("a Fréchet distance of few pictures says that it is of few") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model(*dataset, true);
  const MetricResult distance = found(model, "gan-cond", *dataset, "fid", "500");
  REQUIRE(!distance.notes.empty());
  CHECK(distance.notes.front().second == "100: of fewer than 10,000 the distance comes out larger");
}

TEST_CASE("a model that draws training pictures is found to copy, and test pictures lie as far as they do") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model(*dataset, true);
  const MetricResult memory = found(model, "gan-cond", *dataset, "memory");
  CHECK(value_of(memory, "copies") == 1);
  CHECK(value_of(memory, "nearest_training") < 1e-3);
  const torch::Tensor train = all_pictures(*dataset).flatten(1).to(torch::kFloat64);
  const torch::Tensor test =
      split_batch(dataset->test, dataset->shape, 0, 100, torch::kCPU).images.flatten(1).to(torch::kFloat64);
  const torch::Tensor nearest = (test.unsqueeze(1) - train.unsqueeze(0)).square().mean(2).amin(1).sqrt();
  CHECK(value_of(memory, "nearest_training_real") == doctest::Approx(nearest.mean().item<double>()).epsilon(1e-4));
}

TEST_CASE("Parzen windows about copies of one picture say of each test picture how far it is, with an error of that") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model(*dataset, false);
  const MetricResult parzen = found(model, "gan-cond", *dataset, "parzen", "100");
  const double sigma = value_of(parzen, "parzen_sigma"), d = 400;
  const torch::Tensor test = split_batch(dataset->test, dataset->shape, 0, 100, torch::kCPU).images;
  const torch::Tensor apart =
      (test - all_pictures(*dataset).narrow(0, 0, 1)).square().sum({1, 2, 3}).to(torch::kFloat64);
  const torch::Tensor each = -apart / (2 * sigma * sigma) - d / 2 * std::log(2 * 3.14159265358979 * sigma * sigma);
  CHECK(value_of(parzen, "parzen") == doctest::Approx(each.mean().item<double>()).epsilon(1e-4));
  CHECK(value_of(parzen, "parzen_error") == doctest::Approx(each.std().item<double>() / 10).epsilon(1e-3));
}

TEST_CASE(
    "codes that are the class tell it every time, codes that are all alike as often as chance, pixels by pixels") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 10, 10}, 400, 100);
  Reader reads(true), sleeps(false);
  const torch::Tensor train = all_pictures(*dataset).flatten(1);
  const torch::Tensor test = split_batch(dataset->test, dataset->shape, 0, 100, torch::kCPU).images.flatten(1);
  const torch::Tensor by_pixels = torch::cdist(test, train).argmin(1).remainder(10);
  const double expected = by_pixels.eq(torch::arange(100).remainder(10)).to(torch::kFloat64).mean().item<double>();
  for (const std::string metric : {"nn", "probe"}) {
    CAPTURE(metric);
    const MetricResult right = found(reads, "vae-fc", *dataset, metric),
                       wrong = found(sleeps, "vae-fc", *dataset, metric);
    CHECK(value_of(right, metric + "_accuracy") == 1);
    CHECK(value_of(wrong, metric + "_accuracy") == doctest::Approx(0.1));
    if (metric == "nn") CHECK(value_of(right, "nn_accuracy_pixels") == doctest::Approx(expected));
    // What was not trained is a vae-fc in both cases.
    CHECK(value_of(right, metric + "_accuracy_untrained") == value_of(wrong, metric + "_accuracy_untrained"));
  }
}

TEST_CASE("runs of different seeds are judged by the same draws") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model(*dataset, true);
  const auto of_seed = [&](std::uint64_t seed) { return found(model, "gan-cond", *dataset, "classes", "200", seed); };
  CHECK(of_seed(1).series == of_seed(9).series);
}
