#include "base/error.h"
#include "core/metrics/silent.h"
#include "core/small_run.h"
#include "core/temporary_folder.h"
#include "core/toy_pictures.h"
#include "metrics/classifier.h"
#include "metrics/classifier_file.h"
#include "metrics/distances.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/torch_thread.h"
#include "torch_backend.h"
#include "torch_doctest.h"

#include <cmath>
#include <set>

using namespace zscope;

namespace {

torch::Tensor normal(torch::IntArrayRef shape, std::uint64_t seed) {
  Noise noise(torch::kCPU, seed);
  return noise.normal(shape).to(torch::kFloat64);
}

/// Draws whose mean and covariance are exactly 0 and I.
torch::Tensor exactly_normal(std::int64_t n, std::int64_t d, std::uint64_t seed) {
  const torch::Tensor x = normal({n, d}, seed), centred = x - x.mean(0);
  const torch::Tensor factor = torch::linalg_cholesky(torch::matmul(centred.t(), centred) / static_cast<double>(n - 1));
  return torch::linalg_solve_triangular(factor, centred.t(), /*upper=*/false).t();
}

}  // namespace

TEST_CASE("the Fréchet distance of Gaussians is that of their closed form") {
  const torch::Tensor a = exactly_normal(200, 5, 1), shift = torch::tensor({1.0, -2.0, 0.0, 0.5, 3.0}, torch::kFloat64);
  CHECK(frechet_distance(a, a) == doctest::Approx(0).epsilon(1e-9));
  CHECK(frechet_distance(a, a + shift) == doctest::Approx(14.25).epsilon(1e-9));
  // tr(I + S² − 2S) for standard deviations S, turned or not.
  const torch::Tensor scales = torch::tensor({2.0, 0.5, 1.0, 3.0, 0.0}, torch::kFloat64);
  const torch::Tensor turn = std::get<0>(torch::linalg_qr(normal({5, 5}, 3)));
  CHECK(frechet_distance(a, torch::matmul(a * scales, turn) + shift) ==
        doctest::Approx(14.25 + 1 + 0.25 + 0 + 4 + 1).epsilon(1e-9));
  CHECK(frechet_distance(a * scales, a) == doctest::Approx(6.25).epsilon(1e-9));
}

TEST_CASE("the kernel distance is unbiased: about 0 between draws of one distribution, as often below as above") {
  double sum = 0, squares = 0;
  int below = 0;
  constexpr int kTries = 40;
  for (std::uint64_t i = 0; i < kTries; ++i) {
    const double kid = kernel_distance(normal({100, 8}, 2 * i + 1), normal({80, 8}, 2 * i + 2), kSilent);
    sum += kid / kTries;
    squares += kid * kid / kTries;
    below += kid < 0;
  }
  CHECK(std::abs(sum) < 3 * std::sqrt(squares / kTries));
  CHECK(below > 8);
  CHECK(below < 36);
  CHECK(kernel_distance(normal({300, 8}, 1), normal({300, 8}, 2) + 1, kSilent) > 0.5);
}

TEST_CASE("the kernel distance of a handful of points is the one worked out by hand") {
  // d = 1: k(x, y) = (xy + 1)³. Within {1, 2}: k(1, 2) = 27; within {0, 1}: 1; across: 1, 8, 1, 27.
  const torch::Tensor a = torch::tensor({{1.0}, {2.0}}, torch::kFloat64),
                      b = torch::tensor({{0.0}, {1.0}}, torch::kFloat64);
  CHECK(kernel_distance(a, b, kSilent) == doctest::Approx(27 + 1 - 2 * (1 + 8 + 1 + 27) / 4.0));
}

TEST_CASE("precision, recall, density and coverage of a few points are those worked out by hand") {
  // k = 1: real balls have radius 1 around 0, 1 and 9 around 10; fakes 0.5 and 30.5 have balls of 30.
  const torch::Tensor real = torch::tensor({{0.0}, {1.0}, {10.0}}, torch::kFloat64);
  const torch::Tensor fake = torch::tensor({{0.5}, {30.5}}, torch::kFloat64);
  const Neighbourhoods found = neighbourhoods(real, fake, 1, kSilent);
  CHECK(found.precision == doctest::Approx(0.5));    // 0.5 alone lies in a real ball
  CHECK(found.recall == doctest::Approx(1));         // all within 30 of 0.5
  CHECK(found.density == doctest::Approx(2 / 2.0));  // in the balls of 0 and 1; 9.5 is not within 9
  CHECK(found.coverage == doctest::Approx(2 / 3.0));
}

TEST_CASE("two sets of draws of one distribution are as precise as they recall, and density is about 1") {
  const Neighbourhoods found = neighbourhoods(normal({1500, 64}, 1), normal({1500, 64}, 2), 5, kSilent);
  CHECK(found.precision == doctest::Approx(found.recall).epsilon(0.08));
  CHECK(found.density == doctest::Approx(1).epsilon(0.1));
  CHECK(found.coverage == doctest::Approx(0.97).epsilon(0.03));
  const Neighbourhoods apart = neighbourhoods(normal({200, 4}, 1), normal({200, 4}, 2) + 20, 5, kSilent);
  CHECK(apart.precision + apart.recall + apart.density + apart.coverage == 0);
}

TEST_CASE("ten thousand draws in a thousand dimensions have the figures that are known of them (half a minute)" *
          doctest::skip()) {
  const OperationThreads threads(2);
  const Neighbourhoods found = neighbourhoods(normal({10000, 1000}, 1), normal({10000, 1000}, 2), 5, kSilent);
  MESSAGE(found.precision, " ", found.recall, " ", found.density, " ", found.coverage);
  CHECK(found.precision == doctest::Approx(0.477).epsilon(0.03));
  CHECK(found.recall == doctest::Approx(0.471).epsilon(0.03));
  CHECK(found.density == doctest::Approx(1.056).epsilon(0.03));
  CHECK(found.coverage == doctest::Approx(0.974).epsilon(0.01));
}

TEST_CASE("distances in blocks are those of all pairs") {
  const torch::Tensor a = normal({1500, 3}, 1), b = normal({4000, 3}, 2);  // more than one block
  const torch::Tensor all = torch::cdist(a, b).square();
  CHECK((nearest_distances(a, b, 1, kSilent) - all.amin(1)).abs().max().item<double>() < 1e-9);
  CHECK((nearest_distances(a, b, 3, kSilent) - std::get<0>(all.kthvalue(3, 1))).abs().max().item<double>() < 1e-9);
  CHECK(nearest_rows(a, b, kSilent).equal(all.argmin(1)));
}

TEST_CASE("a data set's classifier tells its classes apart, is kept, and read again as it was") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 400, 100);
  const TemporaryFolder folder;
  int reports = 0;
  const ClassifierReport count = [&](double, const std::string&) { ++reports; };
  Classifier first = classifier_of(*dataset, folder.path(), torch::kCPU, count);
  CHECK(accuracy(first, *dataset, dataset->test, torch::kCPU) > 0.95);
  CHECK(reports > 10);
  const std::string hash = classifier_hash(folder.path(), dataset->fingerprint);
  CHECK(hash.size() == 16);
  reports = 0;
  Classifier second = classifier_of(*dataset, folder.path(), torch::kCPU, count);
  CHECK(reports == 0);
  torch::NoGradGuard no_grad;
  const torch::Tensor pictures = all_pictures(*dataset);
  CHECK(first->features(pictures).equal(second->features(pictures)));
  std::filesystem::remove(classifier_file(folder.path(), dataset->fingerprint));
  classifier_of(*dataset, folder.path(), torch::kCPU, count);
  CHECK(classifier_hash(folder.path(), dataset->fingerprint) == hash);
}

TEST_CASE("every metric and figure has a name of its own, and words for a person") {
  std::set<std::string> names;
  for (const Metric& metric : metric_registry()) {
    CHECK(names.insert("metric " + metric.info.name).second);
    CHECK(metric.info.summary.ends_with("."));
    CHECK(!metric.info.figures.empty());
    for (const FigureInfo& figure : metric.info.figures) {
      CHECK(names.insert(figure.name).second);
      CHECK(!figure.title.empty());
    }
  }
}

TEST_CASE("every metric that fits can be had of a small model, in any order, on grey pictures and on colour") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const TemporaryFolder folder;
  for (const ImageShape& shape : {ImageShape{1, 16, 16}, ImageShape{3, 16, 16}}) {
    const auto dataset = toy_pictures(shape, 300, 120);
    for (const std::string model : {"vae-fc", "vae-cond", "gan"}) {
      CAPTURE(model);
      const RunSpec spec = small_run(model, *dataset, 1);
      const auto engine = backend->make_engine(spec, dataset);
      for (int i = 0; i < 10; ++i) engine->step();
      const Checkpoint weights = engine->checkpoint();
      EvaluationRequest request;
      request.metrics = {"all"};
      request.settings = {{"samples", "150"}};
      request.classifiers = folder.path();
      Progress progress;
      const Evaluation all = backend->evaluate(spec, *dataset, &weights, request, progress);
      CHECK(progress.latest().fraction == 1);
      CHECK(all.results.size() + all.left_out.size() == backend->metrics().size());
      for (const MetricResult& result : all.results) {
        CAPTURE(result.metric);
        // Of weights that belong to no run there are no records.
        if (result.metric != "basic" && result.metric != "training") CHECK(!result.values.empty());
        for (const auto& [name, value] : result.values) {
          CAPTURE(name);
          CHECK(std::isfinite(value));
        }
        request.metrics = {result.metric};
        const Evaluation alone = backend->evaluate(spec, *dataset, &weights, request, progress);
        CHECK(alone.results.at(0).values == result.values);
      }
    }
  }
}
