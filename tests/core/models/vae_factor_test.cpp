#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

const Settings kSmall = {{"discriminator_hidden", "32,32"}};

}  // namespace

TEST_CASE(
    "vae-factor: the VAE teaches the discriminator nothing, and the discriminator the VAE nothing but its judgement") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Trainer trainer(small_run("vae-factor", *dataset, 1, kSmall), dataset);
  const torch::Tensor autoencoder = trainer.phase_gradients(0), discriminator = trainer.phase_gradients(1);
  CHECK(largest_gradient(trainer, autoencoder, "encoder") > 0);
  CHECK(largest_gradient(trainer, autoencoder, "decoder") > 0);
  CHECK(largest_gradient(trainer, autoencoder, "discriminator.") == 0);
  CHECK(largest_gradient(trainer, discriminator, "encoder") == 0);
  CHECK(largest_gradient(trainer, discriminator, "decoder") == 0);
  CHECK(largest_gradient(trainer, discriminator, "discriminator.") > 0);

  Settings without = kSmall;
  without["tc_weight"] = "0";
  Trainer plain(small_run("vae-factor", *dataset, 1, without), dataset);
  const torch::Tensor difference = plain.phase_gradients(0) - autoencoder;
  CHECK(largest_gradient(trainer, difference, "encoder") > 0);
  CHECK(largest_gradient(trainer, difference, "decoder") == 0);
}

TEST_CASE("vae-factor: the VAE pays reconstruction + KL + weight · total correlation") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Settings settings = kSmall;
  settings["tc_weight"] = "7";
  const RunSpec spec = small_run("vae-factor", *dataset, 1, settings);
  const NamedValues paid = Trainer(spec, dataset).step();
  const double total_correlation = loss_of(paid, "total_correlation");
  CHECK(total_correlation != 0);
  CHECK(loss_of(paid, "autoencoder") ==
        doctest::Approx(loss_of(paid, "reconstruction") + loss_of(paid, "kl") + 7 * total_correlation).epsilon(1e-5));
  const torch::Tensor judged = weighted_part(spec, dataset, "autoencoder", "tc_weight");
  CHECK(largest_gradient(Trainer(spec, dataset), judged, "encoder") > 0);
}

TEST_CASE("vae-factor: a learned sigma belongs to the VAE's phase") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Settings settings = kSmall;
  settings["likelihood"] = "gaussian";
  Trainer trainer(small_run("vae-factor", *dataset, 1, settings), dataset);
  CHECK(largest_gradient(trainer, trainer.phase_gradients(0), "raw_log_sigma") > 0);
}

TEST_CASE("vae-factor: training lowers the VAE's loss, and the discriminator does better than guessing") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  for (const std::string network : {"fc", "conv"}) {
    Settings settings = kSmall;
    settings["network"] = network;
    settings["learning_rate"] = "0.003";
    settings["tc_weight"] = "0.1";
    Trainer trainer(small_run("vae-factor", *dataset, 2, settings), dataset);
    const auto [first, last] = first_and_last(trainer, 300, "autoencoder");
    CHECK(last < first);
    double judged = 0;
    for (int i = 0; i < 20; ++i) judged += loss_of(trainer.step(), "discriminator") / 20;
    CHECK(judged < 2 * std::log(2.0));
  }
}
