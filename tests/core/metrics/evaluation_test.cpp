#include "base/error.h"
#include "base/file.h"
#include "core/fake_backend.h"
#include "core/temporary_folder.h"
#include "metrics/evaluation_file.h"
#include "run_evaluation.h"

#include <doctest/doctest.h>

#include <limits>

using namespace zscope;

namespace {

/// A run of a backend that counts what it computes.
struct EvaluatedRun {
  explicit EvaluatedRun(const std::string& model = "linear-vae") {
    spec.model = model;
    spec.settings = resolve_settings(find_model(*backend, model), "", {});
    engine = backend->make_engine(spec, dataset);
  }
  Evaluation evaluate(const EvaluationRequest& request) {
    const Checkpoint weights = engine->checkpoint();
    Progress progress;
    return evaluate_run(*backend, folder.path(), spec, *dataset, &weights, request, progress);
  }
  EvaluationRequest named(std::vector<std::string> names) const {
    EvaluationRequest request;
    request.metrics = std::move(names);
    return request;
  }

  TemporaryFolder folder;
  std::shared_ptr<FakeBackend> backend = make_fake_backend({std::chrono::microseconds(0)});
  std::shared_ptr<const Dataset> dataset = toy_dataset();
  RunSpec spec;
  std::unique_ptr<Engine> engine;
};

std::string complaint(EvaluatedRun& run, const EvaluationRequest& request) {
  try {
    run.evaluate(request);
  } catch (const Misuse& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("metrics are asked for by their name or a figure's, or all at once, nothing said means the first") {
  EvaluatedRun run;
  CHECK(run.evaluate({}).results.size() == 1);
  CHECK(run.evaluate({}).value("elbo") != nullptr);
  CHECK(run.evaluate(run.named({"sharpness_of_data"})).results.at(0).metric == "sharp");
  const Evaluation all = run.evaluate(run.named({"all"}));
  CHECK(all.results.size() == 2);
  CHECK(all.series("sharpness_per_class")->size() == 3);
  CHECK(all.value("nonsense") == nullptr);
}

TEST_CASE("a metric that does not exist, or does not fit, gets one sentence, among others it is left out") {
  EvaluatedRun run("linear-gan");
  CHECK(complaint(run, run.named({"sharpp"})) ==
        "There is no metric \"sharpp\"; did you mean \"sharp\"? There are basic and sharp.");
  CHECK(complaint(run, run.named({"sharp"})) ==
        "The metric sharp cannot be had of linear-gan on toy: the model has no encoder.");
  const Evaluation all = run.evaluate(run.named({"all"}));
  CHECK(all.results.size() == 1);
  CHECK(all.left_out.at(0).first == "sharp");
  const Evaluation some = run.evaluate(run.named({"sharp", "basic"}));
  CHECK(some.results.size() == 1);
  CHECK(some.left_out.at(0).first == "sharp");
  EvaluationRequest request = run.named({"basic"});
  request.settings = {{"simples", "3"}};
  CHECK(complaint(run, request).starts_with("No metric has a setting \"simples\""));
  request.settings = {{"samples", "0"}};
  CHECK(complaint(run, request) == "samples=0: must be a whole number from 1 to 1000.");
}

TEST_CASE("what was measured is read back, until weights, seed, split or settings are others") {
  EvaluatedRun run;
  const auto counted = [&](const EvaluationRequest& request) {
    const int before = run.backend->metrics_measured;
    run.evaluate(request);
    return run.backend->metrics_measured - before;
  };
  CHECK(counted(run.named({"basic"})) == 1);
  const double elbo = *run.evaluate(run.named({"basic"})).value("elbo");
  CHECK(counted(run.named({"all"})) == 1);
  CHECK(counted(run.named({"all"})) == 0);
  CHECK(*run.evaluate(run.named({"all"})).value("elbo") == elbo);
  CHECK(run.evaluate(run.named({"sharp"})).series("sharpness_per_class")->at(1) == 2);

  EvaluationRequest other = run.named({"all"});
  other.settings = {{"samples", "50"}};
  CHECK(counted(other) == 1);  // basic has no such setting
  other.seed = 9;
  CHECK(counted(other) == 2);
  other.test = false;
  CHECK(counted(other) == 2);
  CHECK(counted(run.named({"all"})) == 0);

  run.engine->step();
  CHECK(counted(run.named({"all"})) == 2);
  run.engine->restore(run.engine->checkpoint());
  CHECK(counted(run.named({"all"})) == 0);
}

TEST_CASE("weights that came to the same step another way are measured anew, and so is what a broken file held") {
  EvaluatedRun run;
  run.evaluate(run.named({"all"}));
  run.spec.seed = 2;
  run.engine = run.backend->make_engine(run.spec, run.dataset);
  CHECK(run.evaluate(run.named({"all"})).results.size() == 2);
  CHECK(run.backend->metrics_measured == 4);
  int measured = 4;
  for (const char* broken : {"{\"version\": 1, ", "{\"version\": \"1\"}", "[]", "{\"version\": 2, \"results\": 5}"}) {
    CAPTURE(broken);
    for (const auto& file : std::filesystem::directory_iterator(run.folder.path() / "evaluation")) {
      write_file_atomically(file.path(), broken);
    }
    run.evaluate(run.named({"all"}));
    CHECK(run.backend->metrics_measured == (measured += 2));
  }
}

TEST_CASE("two that measure one run at once keep what either finds") {
  const TemporaryFolder folder;
  EvaluationFile mine(folder.path(), 3, true, "toys"), other(folder.path(), 3, true, "toys");
  ResultKey first, second;
  first.metric = "basic";
  second.metric = "sharp";
  mine.keep(first, {"basic", {{"elbo", -1}}, {}, {}, 0});
  other.keep(second, {"sharp", {{"sharpness", 2}}, {}, {}, 0});
  const EvaluationFile after(folder.path(), 3, true, "toys");
  REQUIRE(after.find(first));
  CHECK(after.find(first)->values.front().second == -1);
  CHECK(after.find(second));
}

TEST_CASE("a metric that was found is kept when the next one is cancelled") {
  EvaluatedRun run;
  const Checkpoint weights = run.engine->checkpoint();
  Progress progress;
  EvaluationRequest request = run.named({"all"});
  request.found = [&](const MetricResult&) { progress.cancel(); };
  CHECK_THROWS_AS(evaluate_run(*run.backend, run.folder.path(), run.spec, *run.dataset, &weights, request, progress),
                  Cancelled);
  run.evaluate(run.named({"all"}));
  CHECK(run.backend->metrics_measured == 2);
}
