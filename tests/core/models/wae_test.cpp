#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("wae: each weight of the discrepancy adds it once more to the reconstruction, for the encoder alone") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Trainer without(small_run("wae", *dataset, 1, {{"mmd_weight", "0"}}), dataset),
      with(small_run("wae", *dataset, 1, {{"mmd_weight", "30"}}), dataset);
  const torch::Tensor difference = with.phase_gradients(0) - without.phase_gradients(0);
  CHECK(largest_gradient(with, difference, "encoder") > 0);
  CHECK(largest_gradient(with, difference, "decoder") == 0);
  const NamedValues values = with.step();
  CHECK(loss_of(values, "loss") ==
        doctest::Approx(loss_of(values, "reconstruction") + 30 * loss_of(values, "mmd")).epsilon(1e-4));
}

TEST_CASE("wae: training lowers the loss, and brings all codes together closer to the prior") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  for (const std::string network : {"fc", "conv"}) {
    Trainer trainer(
        small_run("wae", *dataset, 2, {{"network", network}, {"batch_size", "50"}, {"learning_rate", "0.003"}}),
        dataset);
    const NamedValues before = trainer.step();
    const auto [first, last] = first_and_last(trainer, 200);
    CHECK(last < first);
    CHECK(loss_of(trainer.step(), "mmd") < 0.2 * loss_of(before, "mmd"));
  }
}

TEST_CASE("wae: a batch of one picture has no pairs to compare, and is reconstructed") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Trainer trainer(small_run("wae", *dataset, 1, {{"batch_size", "1"}}), dataset);
  CHECK(loss_of(trainer.step(), "mmd") == 0);
  CHECK(trainer.finite());
}
