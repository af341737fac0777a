// What models are put to use for: finding what is strange, teaching a classifier, reading a choice from a picture.

#include "base/auroc.h"
#include "base/error.h"
#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "data/split.h"
#include "metrics/metric.h"
#include "models/torch_thread.h"
#include "run_evaluation.h"
#include "torch_backend.h"
#include "torch_doctest.h"

#include <cmath>
#include <numeric>

using namespace zscope;

namespace {

/// A model trained for so many steps, and measured.
Evaluation measured(const std::string& metric, const std::string& model, const std::shared_ptr<const Dataset>& dataset,
                    int steps, const Settings& settings = {}, const Settings& of_metric = {}) {
  enter_torch_thread();
  const RunSpec spec = small_run(model, *dataset, 1, settings);
  Trainer trainer(spec, dataset);
  for (int i = 0; i < steps; ++i) trainer.step();
  const Checkpoint weights = trainer.checkpoint();
  EvaluationRequest request;
  request.metrics = {metric};
  request.settings = of_metric;
  Progress progress;
  return make_torch_backend()->evaluate(spec, *dataset, &weights, request, progress);
}

std::shared_ptr<const Dataset> without(int label) {
  return leave_out_class(*toy_pictures(ImageShape{1, 12, 12}, 400, 100), label);
}

}  // namespace

TEST_CASE("AUROC is how often a positive scores above a negative, ties counting half") {
  CHECK(auroc({3, 4}, {1, 2}) == 1);
  CHECK(auroc({1, 2}, {3, 4}) == 0);
  CHECK(auroc({2, 4}, {1, 3}) == 0.75);
  CHECK(auroc({5, 5}, {5, 5}) == 0.5);
  CHECK(auroc({2}, {1, 2}) == 0.75);
  CHECK(auroc({1}, {0, 1, 2, 3}) == 1.5 / 4);
  CHECK(std::isnan(auroc({1, 2}, {})));
  CHECK(std::isnan(auroc({1, std::nan("")}, {0, 1})));
  CHECK(std::isnan(auroc({1, 2}, {0, std::nan("")})));
}

TEST_CASE("the class that was held out is the one with test pictures and no training pictures") {
  CHECK(held_out_class(*toy_pictures(ImageShape{1, 12, 12}, 40, 40)) == -1);
  CHECK(held_out_class(*without(7)) == 7);
  CHECK(held_out_class(*leave_out_class(*without(7), 2)) == -1);
}

TEST_CASE("a VAE and a BiGAN's kin find pictures of a class that they never saw stranger than others") {
  const auto dataset = without(4);
  for (const char* model : {"vae-fc", "wae"}) {
    const Evaluation found = measured("anomaly", model, dataset, 300, {{"learning_rate", "0.005"}});
    INFO(model);
    REQUIRE(found.value("auroc") != nullptr);
    CHECK(*found.value("auroc") > 0.8);
    CHECK(found.series("anomaly_scores")->size() == 100);
  }
  // By features of the discriminator too; so short a game proves that it is computed.
  CHECK(std::isfinite(*measured("anomaly", "bigan", dataset, 5).value("auroc")));
}

TEST_CASE("a GAN without an encoder searches its latent space for the picture") {
  const auto distance_after = [](const char* steps) {
    const Evaluation found = measured("anomaly", "gan", without(4), 5, {}, {{"search_steps", steps}});
    CHECK(*found.value("auroc") >= 0);
    CHECK(*found.value("auroc") <= 1);
    const std::vector<double>& distances = *found.series("anomaly_scores");
    return std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size());
  };
  CHECK(distance_after("40") < 0.95 * distance_after("1"));
}

TEST_CASE("a run that has seen every class cannot be asked what it makes of a new one") {
  CHECK_THROWS_AS(measured("anomaly", "vae-fc", toy_pictures(ImageShape{1, 12, 12}, 40, 40), 1), Misuse);
  CHECK_THROWS_AS(measured("anomaly", "vae-cond", without(4), 1), Misuse);
}

TEST_CASE("what a classifier gains from made pictures is measured on the same number of steps") {
  const Evaluation found = measured("augmentation", "vae-cond", toy_pictures(ImageShape{1, 12, 12}, 400, 100), 200,
                                    {{"learning_rate", "0.005"}}, {{"real_per_class", "1"}, {"made_per_class", "60"}});
  const double few = *found.value("few_accuracy"), both = *found.value("augmented_accuracy");
  CHECK(few > 0.2);
  CHECK(both > 0.5);
  CHECK(*found.value("augmentation_gain") == doctest::Approx(both - few));
  CHECK_THROWS_AS(measured("augmentation", "vae-fc", toy_pictures(ImageShape{1, 12, 12}, 40, 40), 1), Misuse);
}

TEST_CASE("a choice within the code is read back from pictures, and set beside their classes") {
  const auto pictures = toy_pictures(ImageShape{1, 12, 12}, 400, 50);
  const Evaluation found = measured("code", "info-gan", pictures, 3);
  // A few steps of the game teach the reader, who plays on the generator's side, to read more than one of three.
  const Evaluation later = measured("code", "info-gan", pictures, 200);
  CHECK(*later.value("code_recovered") > 0.8);
  CHECK(*later.value("code_recovered") > *found.value("code_recovered"));
  for (const char* name : {"code_recovered", "code_is_class"}) {
    CHECK(*found.value(name) >= 0);
    CHECK(*found.value(name) <= 1);
  }
  // No class has more than a tenth of the pictures, so a choice among three is right for three tenths at least.
  CHECK(*found.value("code_is_class") >= 0.1);
  CHECK(*found.value("code_is_class") <= 0.3 + 1e-9);
  CHECK_THROWS_AS(measured("code", "vae-fc", toy_pictures(ImageShape{1, 12, 12}, 40, 40), 1), Misuse);
}

TEST_CASE("weights are the same to an evaluation whether they come from a checkpoint or straight from training") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16}, 100, 20);
  for (const std::string name : {"vae-conv", "dcgan", "vq-vae"}) {
    CAPTURE(name);
    Trainer trainer(small_run(name, *dataset, 1), dataset);
    const auto hash_of_checkpoint = [&] {
      const Checkpoint checkpoint = trainer.checkpoint();
      return weights_hash(&checkpoint);
    };
    trainer.step();
    const std::string before = hash_of_checkpoint();
    CHECK(weights_hash(trainer.snapshot().get()) == before);
    trainer.step();
    CHECK(weights_hash(trainer.snapshot().get()) == hash_of_checkpoint());
    CHECK(hash_of_checkpoint() != before);
  }
}
