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
Evaluation judged(Model& model, const std::string& like, const Dataset& dataset, const std::string& metric,
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
  return measure(context, request);
}

/// A Copyist, the data that it copies, and what is found of it.
struct Copies {
  explicit Copies(bool listens) : model(*dataset, listens) { enter_torch_thread(); }
  Evaluation found(const std::string& metric, const std::string& samples = "2000", std::uint64_t seed = 1) {
    return judged(model, "gan-cond", *dataset, metric, samples, seed);
  }

  std::shared_ptr<const Dataset> dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  Copyist model;
};

}  // namespace

TEST_CASE("of a model that draws the class it is told every class is found, as often as the data has it") {
  Copies copies(true);
  const Evaluation classes = copies.found("classes");
  CHECK(*classes.value("classes_covered") == 10);
  CHECK(*classes.value("label_agreement") == 1);
  CHECK(*classes.value("class_kl") < 0.01);
  CHECK(*classes.value("class_kl") > -1e-9);
}

TEST_CASE("of a model that draws one class whatever it is told one class is found, log 10 nats from the data's ten") {
  Copies copies(false);
  const Evaluation classes = copies.found("classes");
  CHECK(*classes.value("classes_covered") == 1);
  CHECK(*classes.value("class_kl") == doctest::Approx(std::log(10)));
  CHECK(*classes.value("label_agreement") == doctest::Approx(0.1).epsilon(0.25));
  const Evaluation near = copies.found("prdc");
  CHECK(*near.value("recall") == 0);
}

TEST_CASE("a Fréchet distance of few pictures says that it is of few") {
  Copies copies(true);
  const Evaluation distance = copies.found("fid", "500");
  REQUIRE(!distance.results.at(0).notes.empty());
  CHECK(distance.results.at(0).notes.front().second == "100: of fewer than 10,000 the distance comes out larger");
}

TEST_CASE("a model that draws training pictures is found to copy, and test pictures lie as far as they do") {
  Copies copies(true);
  const Evaluation memory = copies.found("memory");
  CHECK(*memory.value("copies") == 1);
  CHECK(*memory.value("nearest_training") < 1e-3);
  const torch::Tensor train = all_pictures(*copies.dataset).flatten(1).to(torch::kFloat64);
  const torch::Tensor test = split_batch(copies.dataset->test, copies.dataset->shape, 0, 100, torch::kCPU)
                                 .images.flatten(1)
                                 .to(torch::kFloat64);
  const torch::Tensor nearest = (test.unsqueeze(1) - train.unsqueeze(0)).square().mean(2).amin(1).sqrt();
  CHECK(*memory.value("nearest_training_real") == doctest::Approx(nearest.mean().item<double>()).epsilon(1e-4));
}

TEST_CASE("Parzen windows about copies of one picture say of each test picture how far it is, with an error of that") {
  Copies copies(false);
  const Evaluation parzen = copies.found("parzen", "100");
  const double sigma = *parzen.value("parzen_sigma"), d = 400;
  const torch::Tensor test = split_batch(copies.dataset->test, copies.dataset->shape, 0, 100, torch::kCPU).images;
  const torch::Tensor apart =
      (test - all_pictures(*copies.dataset).narrow(0, 0, 1)).square().sum({1, 2, 3}).to(torch::kFloat64);
  const torch::Tensor each = -apart / (2 * sigma * sigma) - d / 2 * std::log(2 * 3.14159265358979 * sigma * sigma);
  CHECK(*parzen.value("parzen") == doctest::Approx(each.mean().item<double>()).epsilon(1e-4));
  CHECK(*parzen.value("parzen_error") == doctest::Approx(each.std().item<double>() / 10).epsilon(1e-3));
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
    const Evaluation right = judged(reads, "vae-fc", *dataset, metric),
                     wrong = judged(sleeps, "vae-fc", *dataset, metric);
    CHECK(*right.value(metric + "_accuracy") == 1);
    CHECK(*wrong.value(metric + "_accuracy") == doctest::Approx(0.1));
    if (metric == "nn") CHECK(*right.value("nn_accuracy_pixels") == doctest::Approx(expected));
    // What was not trained is a vae-fc in both cases.
    CHECK(*right.value(metric + "_accuracy_untrained") == *wrong.value(metric + "_accuracy_untrained"));
  }
}

TEST_CASE("runs of different seeds are judged by the same draws") {
  Copies copies(true);
  const auto of_seed = [&](std::uint64_t seed) { return copies.found("classes", "200", seed); };
  CHECK(of_seed(1).results.at(0).series == of_seed(9).results.at(0).series);
}
