// Models of points of the plane: what they see, what they make, and what refuses.

#include "base/error.h"
#include "data/gaussians.h"
#include "metrics/evaluation.h"
#include "models/pictures.h"
#include "models/registry.h"
#include "torch_backend.h"
#include "torch_doctest.h"

#include <cmath>
#include <numbers>

using namespace zscope;

namespace {

RunSpec points_spec(const std::string& model, const Dataset& data, const Settings& overrides = {}) {
  const ModelInfo& info = find_model_entry(model).info;
  RunSpec spec;
  spec.model = model;
  spec.preset = default_preset(info, true) ? default_preset(info, true)->name : "";
  spec.settings = resolve_settings(info, spec.preset, overrides);
  spec.shape = data.shape;
  spec.classes = static_cast<int>(data.class_names.size());
  spec.threads = 1;
  spec.device = "cpu";
  return spec;
}

}  // namespace

TEST_CASE(
    "models see points as [0, 1] over the reach of the plane, and what they make goes back without being cut off") {
  const auto data = make_gaussians(1, 50, 25);
  const torch::Tensor stored = stored_values(data->test, data->shape, 3, 4);
  CHECK(stored.sizes() == torch::IntArrayRef({4, 1, 1, 2}));
  CHECK(stored.data_ptr<float>() == data->test.values.data() + 6);
  const torch::Tensor seen = unit_values(stored, data->shape);
  CHECK(torch::allclose(seen, (stored + 5) / 10));
  CHECK(torch::allclose(stored_from_unit(seen, data->shape), stored, 0, 1e-5));
  CHECK(stored_from_unit(torch::full({1, 1, 1, 2}, 1.5), data->shape)[0][0][0][0].item<float>() == doctest::Approx(10));
  const Batch batch = split_batch(data->test, data->shape, 3, 4, torch::kCPU);
  CHECK(torch::equal(batch.images, seen));
  CHECK(batch.labels[0].item<std::int64_t>() == 3);
}

TEST_CASE(
    "every model that takes points learns them: encodings, samples and figures come out in the plane's own units") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto data = make_gaussians(1, 500, 100);
  Progress progress;
  int taken = 0;
  for (const ModelEntry& entry : model_registry()) {
    if (!takes_points(entry.info)) continue;
    CAPTURE(entry.info.name);
    ++taken;
    const RunSpec spec = points_spec(entry.info.name, *data, {{"hidden", "16"}, {"batch_size", "50"}});
    const auto engine = backend->make_engine(spec, data);
    for (int i = 0; i < 4; ++i) engine->step();
    CHECK(engine->finite());
    const auto explorer = backend->make_explorer(spec, data);
    explorer->load(*engine->snapshot());
    const Answer decoded = explorer->answer({{}, DecodeQuestion{3, {0, 0, 1, 1, -1, 2}, {}, 0}}, progress);
    CHECK(decoded.as<Pictures>()->points.size() == 6);
    CHECK(decoded.as<Pictures>()->atlas.count == 3);
    if (entry.info.capabilities.encode) {
      const Answer made = explorer->answer({{}, ReconstructQuestion{{{true, 4}, {true, 0}}, false}}, progress);
      const auto* found = made.as<Reconstructions>();
      REQUIRE(found);
      CHECK(found->from[0] == doctest::Approx(data->test.values[8]).epsilon(1e-4));
      const double x = double{found->from[0]} - found->to[0], y = double{found->from[1]} - found->to[1];
      CHECK(found->errors[0] == doctest::Approx(x * x + y * y).epsilon(1e-3));
      CHECK(explorer->answer({{}, SurveyQuestion{50}}, progress).as<Survey>()->points.size() == 100);
    }
    const Checkpoint weights = engine->checkpoint();
    EvaluationRequest request;
    request.metrics = {"all"};
    request.settings = {{"samples", "200"}};
    const Evaluation figures = backend->evaluate(spec, *data, &weights, request, progress);
    REQUIRE(figures.value("modes_found"));
    CHECK(*figures.value("modes_found") <= 25);
    CHECK(figures.series("samples_per_class")->size() == 25);
    CHECK(figures.value("fid") == nullptr);
  }
  CHECK(taken == 5);
}

TEST_CASE("models of pictures, convolutions, and likelihoods of black and white refuse points in a sentence") {
  const auto backend = make_torch_backend();
  const auto data = make_gaussians(1, 100, 25);
  CHECK_THROWS_WITH_AS(backend->make_engine(points_spec("vae-conv", *data), data),
                       doctest::Contains("models that take points are vae-fc, wae, gan, bigan, aae."), Misuse);
  CHECK_THROWS_WITH_AS(backend->make_engine(points_spec("gan", *data, {{"discriminator", "convolutional"}}), data),
                       doctest::Contains("dense layers"), Misuse);
  CHECK_THROWS_WITH_AS(backend->make_engine(points_spec("vae-fc", *data, {{"likelihood", "bernoulli"}}), data),
                       doctest::Contains("likelihood=bernoulli"), Misuse);
  CHECK_THROWS_WITH_AS(backend->make_engine(points_spec("vae-fc", *data, {{"binarize", "threshold"}}), data),
                       doctest::Contains("binarize=threshold"), Misuse);
}

TEST_CASE("the ELBO of points is a density in their own numbers, whatever the models see them as") {
  const auto data = make_gaussians(1, 100, 25);
  Noise noise(torch::kCPU, 1);
  Collective alone;
  RunSpec spec = points_spec("vae-fc", *data, {{"likelihood", "mse"}});
  const auto model = make_model("vae-fc", {spec.shape, spec.classes, spec.settings, noise, alone});
  // σ = 1 of what models see is ten in the plane: two coordinates of ½ log 2π + log 10 each.
  CHECK(model->left_out_constant() == doctest::Approx(std::log(2 * std::numbers::pi) + 2 * std::log(10)));
}
