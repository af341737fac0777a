#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("vae-tc: with weight 1 it is a VAE, and each unit more adds the total correlation once more") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Trainer one(small_run("vae-tc", *dataset, 1, {{"tc_weight", "1"}}), dataset),
      six(small_run("vae-tc", *dataset, 1, {{"tc_weight", "6"}}), dataset),
      plain(small_run("vae-conv", *dataset, 1, {{"decoder_channels", "0"}}), dataset);
  const torch::Tensor a = one.phase_gradients(0), b = plain.phase_gradients(0), c = six.phase_gradients(0);
  CHECK((a - b).abs().max().item<double>() < 1e-4 * b.abs().max().item<double>());
  CHECK(largest_gradient(six, c - a, "encoder") > 0);
  CHECK(largest_gradient(six, c - a, "decoder") < 1e-4 * b.abs().max().item<double>());
  const NamedValues at_one = one.step(), at_six = six.step();
  CHECK(loss_of(at_six, "loss") - loss_of(at_one, "loss") ==
        doctest::Approx(5 * loss_of(at_six, "total_correlation")).epsilon(1e-3));
}

TEST_CASE("vae-tc: training lowers the loss, on replicas as alone, and the weight can be changed meanwhile") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  for (const std::string network : {"fc", "conv"}) {
    Trainer trainer(small_run("vae-tc", *dataset, 2, {{"network", network}}), dataset);
    const auto [first, last] = first_and_last(trainer, 100);
    CHECK(last < first);
    trainer.set("tc_weight", "1");
    const NamedValues values = trainer.step();
    CHECK(loss_of(values, "loss") == doctest::Approx(loss_of(values, "reconstruction") + loss_of(values, "kl")));
  }
}
