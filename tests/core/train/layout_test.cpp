#include "train/layout.h"

#include "base/error.h"
#include "core/toy_pictures.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"
#include "train/trainer.h"

using namespace zscope;

namespace {

RunSpec small_spec(const Dataset& dataset, Settings more) {
  RunSpec spec;
  spec.model = "vae-fc";
  more.insert({{"hidden", "32"}, {"latent_dim", "3"}, {"batch_size", "10"}});
  spec.settings = resolve_settings(find_model_entry(spec.model).info, "", more);
  spec.shape = dataset.shape;
  spec.classes = 10;
  spec.threads = 2;
  spec.device = "cpu";
  return spec;
}

}  // namespace

TEST_CASE("what a run has measured stays, whatever would be faster now") {
  enter_torch_thread();
  const auto dataset = toy_pictures({1, 28, 28});
  RunSpec spec = small_spec(*dataset, {});
  spec.measured = {{"replicas", "1"}, {"threads_per_replica", "2"}, {"precision", "fp32"}};
  CHECK(with_measured_layout(spec, dataset).measured == spec.measured);
  // A run from before there was a choice.
  spec.measured = {{"replicas", "2"}};
  const Layout layout = layout_of(with_measured_layout(spec, dataset));
  CHECK(layout.replicas == 2);
  CHECK(layout.threads == 1);
  CHECK(layout.precision == Precision::fp32);
}

TEST_CASE("a number of threads that run.json cannot have is named") {
  const auto dataset = toy_pictures({1, 28, 28});
  RunSpec spec = small_spec(*dataset, {});
  for (const char* text : {"9999999999", "0", "-4", "two", ""}) {
    spec.measured = {{"replicas", "1"}, {"threads_per_replica", text}};
    CHECK_THROWS_WITH_AS(layout_of(spec), doctest::Contains("threads_per_replica cannot be"), Error);
  }
}

TEST_CASE("auto measures, says what it chose, and chooses among what there is") {
  enter_torch_thread();
  const auto dataset = toy_pictures({1, 28, 28});
  const RunSpec measured = with_measured_layout(small_spec(*dataset, {}), dataset);
  const Layout layout = layout_of(measured);
  CHECK(layout.replicas * layout.threads == 2);
  CHECK((layout.precision == Precision::fp32 || has_fast_bf16()));
  CHECK(measured.measured.contains("precision"));
  Trainer trainer(measured, dataset);
  CHECK(trainer.measured().at("replicas") == measured.measured.at("replicas"));
  CHECK(trainer.measured().at("precision") == measured.measured.at("precision"));
}

TEST_CASE("split operations train as one replica does, and what a person asked for is what is done") {
  enter_torch_thread();
  const auto dataset = toy_pictures({1, 28, 28});
  RunSpec alone = small_spec(*dataset, {{"precision", "fp32"}, {"parallel", "replicas"}});
  alone.threads = 1;
  const RunSpec split =
      with_measured_layout(small_spec(*dataset, {{"precision", "fp32"}, {"parallel", "operations"}}), dataset);
  CHECK(layout_of(split).threads == 2);
  Trainer one(alone, dataset), other(split, dataset);
  for (int step = 0; step < 5; ++step) {
    CHECK(one.step()[0].second == doctest::Approx(other.step()[0].second).epsilon(1e-4));
  }
}

TEST_CASE("training in bf16 follows training in fp32") {
  if (!has_fast_bf16()) {
    MESSAGE("SKIPPED: this processor has no bf16 products");
    return;
  }
  enter_torch_thread();
  const auto dataset = toy_pictures({1, 28, 28});
  Trainer coarse(small_spec(*dataset, {{"precision", "bf16"}, {"parallel", "replicas"}}), dataset);
  Trainer fine(small_spec(*dataset, {{"precision", "fp32"}, {"parallel", "replicas"}}), dataset);
  double a = 0, b = 0, first = 0;
  for (int step = 0; step < 60; ++step) {
    a = coarse.step()[0].second;
    b = fine.step()[0].second;
    if (step == 0) first = b;
  }
  CHECK(b < 0.9 * first);
  CHECK(a == doctest::Approx(b).epsilon(0.03));
}
