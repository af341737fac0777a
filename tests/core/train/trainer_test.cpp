#include "train/trainer.h"

#include "base/error.h"
#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace zscope;

namespace {

std::vector<NamedValues> run_steps(Trainer& trainer, int count) {
  std::vector<NamedValues> losses;
  for (int i = 0; i < count; ++i) losses.push_back(trainer.step());
  return losses;
}

bool same(const Checkpoint& a, const Checkpoint& b) {
  if (a.step != b.step || a.metadata != b.metadata || a.tensors.size() != b.tensors.size()) return false;
  for (const NamedTensor& tensor : a.tensors) {
    const NamedTensor* other = b.find(tensor.name);
    if (!other || other->data != tensor.data) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("one replica and two compute the same gradients and buffers, in every phase of every model") {
  enter_torch_thread();
  for (const ModelEntry& entry : model_registry()) {
    for (const ImageShape& shape : {ImageShape{1, 28, 28}, ImageShape{3, 32, 32}}) {
      const auto dataset = toy_pictures(shape);
      CAPTURE(entry.info.name);
      Noise noise(torch::kCPU, 1);
      const RunSpec spec = small_run(entry.info.name, *dataset, 1);
      CHECK(small_model(spec, noise)->latent_dim() ==
            latent_dim_of(entry.info, spec.settings, spec.shape, spec.classes));
      CHECK(replica_difference(small_run(entry.info.name, *dataset, 2), dataset) < 1e-4);
    }
  }
}

TEST_CASE("a rest of one picture joins the batch before it, in a model that needs the whole batch, too") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 21);  // batches of ten
  for (const std::string model : {"wae", "vae-fc"}) {
    CAPTURE(model);
    Trainer trainer(small_run(model, *dataset, 2), dataset);
    CHECK(trainer.steps_per_epoch() == 2);
    for (int step = 0; step < 4; ++step) trainer.step();
    CHECK(trainer.images_done() == 42);
  }
}

TEST_CASE("a phase's gradients reach the parameters it updates, all of them, and no others") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  Trainer trainer(small_run("dcgan", *dataset, 1), dataset);
  for (std::size_t phase = 0; phase < 2; ++phase) {
    const std::string mine = phase == 0 ? "discriminator." : "generator.";
    const torch::Tensor gradients = trainer.phase_gradients(phase);
    for (const Arena::Entry& entry : trainer.state().parameters().entries()) {
      CAPTURE(entry.name);
      const double largest = Arena::view(gradients, entry).abs().max().item<double>();
      if (entry.name.starts_with(mine)) {
        // A bias before batch normalisation cancels: its gradient is rounding.
        if (entry.name.find("norm") != std::string::npos || entry.name.ends_with("weight")) CHECK(largest > 0);
      } else {
        CHECK(largest == 0);
      }
    }
  }
}

TEST_CASE("a phase that needs the whole batch at once sees all of it on one replica, and others keep in step") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  Trainer one(small_run("dcgan", *dataset, 1), dataset), two(small_run("dcgan", *dataset, 2), dataset);
  for (Trainer* trainer : {&one, &two}) {
    trainer->share_noise();
    trainer->couple_whole_batches();
  }
  for (std::size_t phase = 0; phase < 2; ++phase) {
    const torch::Tensor a = one.phase_gradients(phase), b = two.phase_gradients(phase);
    CHECK(a.abs().max().item<double>() > 0);
    CHECK((a - b).abs().max().item<double>() < 1e-4 * std::max(1.0, a.abs().max().item<double>()));
  }
  CHECK(run_steps(two, 5).size() == 5);
  CHECK(two.finite());
}

TEST_CASE("training with the same seed and threads repeats bit for bit, and with another seed does not") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  for (const ModelEntry& entry : model_registry()) {
    CAPTURE(entry.info.name);
    const RunSpec spec = small_run(entry.info.name, *dataset, 2);
    Trainer a(spec, dataset), b(spec, dataset);
    CHECK(run_steps(a, 15) == run_steps(b, 15));
    CHECK(same(a.checkpoint(), b.checkpoint()));
    RunSpec other = spec;
    other.seed = 2;
    Trainer c(other, dataset);
    run_steps(c, 15);
    CHECK_FALSE(same(a.checkpoint(), c.checkpoint()));
  }
}

TEST_CASE("every step draws anew: with weights that stay, the same picture costs another loss") {
  enter_torch_thread();
  // Many times the same one, so that it does not matter which of them meets which draw.
  const auto pictures = toy_pictures(ImageShape{1, 28, 28});
  auto same = std::make_shared<Dataset>(*pictures);
  const auto size = static_cast<std::ptrdiff_t>(same->shape.size());
  for (std::ptrdiff_t i = 1; i < same->train.count; ++i) {
    std::copy_n(same->train.pixels.begin(), size, same->train.pixels.begin() + i * size);
    same->train.labels[static_cast<std::size_t>(i)] = same->train.labels[0];
  }
  for (const ModelEntry& entry : model_registry()) {
    if (entry.info.name == "vq-vae") continue;  // there is no chance in it
    CAPTURE(entry.info.name);
    Settings settings{{"learning_rate", "0"}, {"batch_size", "64"}};
    // Its own steps would move the loss.
    for (const SettingInfo& setting : entry.info.settings) {
      if (setting.name == "discriminator_norm") settings[setting.name] = "none";
    }
    Trainer trainer(small_run(entry.info.name, *same, 1, settings), same);
    double change = 0;
    const NamedValues first = trainer.step();
    for (const auto& [name, value] : trainer.step()) {
      const double before = loss_of(first, name);
      change = std::max(change, std::abs(value - before) / std::max(1e-12, std::abs(before)));
    }
    CHECK(change > 1e-6);
  }
}

TEST_CASE("a resumed run goes on bit for bit, and nothing that is timed touches it") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  for (const ModelEntry& entry : model_registry()) {
    CAPTURE(entry.info.name);
    const RunSpec spec = small_run(entry.info.name, *dataset, 2);
    Trainer whole(spec, dataset);
    run_steps(whole, 9);
    const auto expected = run_steps(whole, 9);

    Trainer before(spec, dataset);
    Progress progress;
    for (int i = 0; i < 9; ++i) {
      before.step();
      before.snapshot();
      before.evaluate(progress);
      before.checkpoint();
    }
    Trainer after(spec, dataset);
    after.restore(before.checkpoint());
    CHECK(run_steps(after, 9) == expected);
    CHECK(same(after.checkpoint(), whole.checkpoint()));
  }
}

TEST_CASE("a run in bf16 goes on bit for bit, too: the weights it multiplies with are those it was given") {
  if (!has_fast_bf16()) {
    MESSAGE("SKIPPED: this processor has no bf16 products");
    return;
  }
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  for (const std::string model : {"vae-fc", "vae-conv"}) {
    CAPTURE(model);
    const RunSpec spec = small_run(model, *dataset, 2, {{"precision", "bf16"}});
    Trainer whole(spec, dataset), after(spec, dataset);
    run_steps(whole, 5);
    const Checkpoint checkpoint = whole.checkpoint();
    run_steps(after, 2);
    after.restore(checkpoint);
    CHECK(run_steps(after, 5) == run_steps(whole, 5));
    CHECK(same(after.checkpoint(), whole.checkpoint()));
  }
}

TEST_CASE("every optimizer and likelihood learns: the loss after two epochs is well below the first") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 200);
  for (const std::string optimizer : {"adam", "adamw", "rmsprop", "sgd"}) {
    for (const std::string likelihood : {"bernoulli", "mse", "gaussian"}) {
      CAPTURE(optimizer);
      CAPTURE(likelihood);
      const std::string rate = optimizer == "sgd" ? "0.0001" : "0.001";
      Trainer trainer(small_run("vae-fc", *dataset, 2,
                                {{"optimizer", optimizer}, {"likelihood", likelihood}, {"learning_rate", rate}}),
                      dataset);
      const double first = loss_of(trainer.step(), "loss");
      double last = 0;
      for (int i = 0; i < 60; ++i) last = loss_of(trainer.step(), "loss");
      CHECK(last < first);
      CHECK(trainer.finite());
      Progress progress;
      CHECK(loss_of(trainer.evaluate(progress), "loss") < first);
    }
  }
}

TEST_CASE("binarised pictures are black and white, and warm-up starts without the KL term") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  for (const std::string binarize : {"threshold", "dynamic"}) {
    Trainer trainer(small_run("vae-fc", *dataset, 1, {{"binarize", binarize}, {"warmup_epochs", "10"}}), dataset);
    const NamedValues losses = trainer.step();
    CHECK(loss_of(losses, "loss") == doctest::Approx(loss_of(losses, "reconstruction")).epsilon(0.02));
    CHECK(loss_of(losses, "kl") > 0);
  }
}

TEST_CASE("learning rate and beta change from the next step on, nothing else does") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  Trainer trainer(small_run("vae-fc", *dataset, 1), dataset);
  trainer.step();
  const Checkpoint before = trainer.checkpoint();
  trainer.set("learning_rate", "0");
  trainer.step();
  const Checkpoint after = trainer.checkpoint();
  // In brackets: doctest cannot print bytes.
  CHECK((before.find("model/encoder.0.weight")->data == after.find("model/encoder.0.weight")->data));
  trainer.set("beta", "100");
  const NamedValues losses = trainer.step();
  CHECK(loss_of(losses, "loss") ==
        doctest::Approx(loss_of(losses, "reconstruction") + 100 * loss_of(losses, "kl")).epsilon(1e-3));
  CHECK_THROWS_AS(trainer.set("latent_dim", "3"), Misuse);
}

TEST_CASE("a learning rate that halves is half of what it was after so many epochs, also where a run went on there") {
  enter_torch_thread();
  const auto dataset = toy_pictures({1, 8, 8}, 40, 10);
  RunSpec falling = small_run("vae-fc", *dataset, 1, {{"optimizer", "sgd"}, {"halve_rate_epochs", "1"}});
  RunSpec half = small_run("vae-fc", *dataset, 1, {{"optimizer", "sgd"}});
  half.settings["learning_rate"] = fmt::format("{}", real_setting(half.settings, "learning_rate") / 2);
  Trainer trainer(falling, dataset);
  for (std::int64_t i = 0; i < trainer.steps_per_epoch(); ++i) trainer.step();
  const Checkpoint after_an_epoch = trainer.checkpoint();
  Trainer resumed(falling, dataset), halved(half, dataset);
  resumed.restore(after_an_epoch);
  halved.restore(after_an_epoch);
  const auto parameters = [](Trainer& of) {
    of.step();
    return of.state().parameters().flat().clone();
  };
  const torch::Tensor expected = parameters(halved);
  CHECK(parameters(trainer).equal(expected));
  CHECK(parameters(resumed).equal(expected));
}

TEST_CASE("a checkpoint of another model is refused with the tensor's name") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  Trainer trainer(small_run("vae-fc", *dataset, 1), dataset),
      other(small_run("vae-fc", *dataset, 1, {{"hidden", "16"}}), dataset);
  CHECK_THROWS_WITH_AS(trainer.restore(other.checkpoint()), doctest::Contains("model/encoder.0.weight"), Error);
  Trainer fewer(small_run("vae-fc", *dataset, 2), dataset);
  CHECK_THROWS_WITH_AS(fewer.restore(trainer.checkpoint()), doctest::Contains("replica 2"), Error);
}

TEST_CASE("weights that are no longer finite are noticed") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  Trainer trainer(small_run("vae-fc", *dataset, 1), dataset);
  CHECK(trainer.finite());
  trainer.set("learning_rate", "10");
  for (int i = 0; i < 200 && trainer.finite(); ++i) trainer.step();
  Checkpoint broken = trainer.checkpoint();
  auto* value = reinterpret_cast<float*>(broken.tensors[0].data.data());
  *value = std::numeric_limits<float>::quiet_NaN();
  trainer.restore(broken);
  CHECK_FALSE(trainer.finite());
}

TEST_CASE("a GAN's test figures tell what its training figures tell, and looking at them changes nothing") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 200, 200);
  Trainer trainer(small_run("dcgan", *dataset, 2), dataset);
  NamedValues train;
  for (int i = 0; i < 60; ++i) train = trainer.step();
  const Checkpoint before = trainer.checkpoint();
  Progress progress;
  const NamedValues test = trainer.evaluate(progress);
  CHECK(same(before, trainer.checkpoint()));
  CHECK(loss_of(test, "real_score") == doctest::Approx(loss_of(train, "real_score")).epsilon(0.35));
  CHECK(loss_of(test, "real_score") > loss_of(test, "fake_score"));
}

TEST_CASE("pictures seen are counted as they were, short batches too") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 25);
  Trainer trainer(small_run("vae-fc", *dataset, 1), dataset);
  run_steps(trainer, 3);
  CHECK(trainer.images_done() == 25);
}

TEST_CASE("CUDA asked for where there is none is an error that says what to do") {
  if (torch::cuda::is_available()) {
    MESSAGE("SKIPPED: this machine has a GPU");
    return;
  }
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  RunSpec spec = small_run("vae-fc", *dataset, 1);
  spec.device = "cuda";
  CHECK_THROWS_WITH_AS(Trainer(spec, dataset), doctest::Contains("--device cpu"), Error);
}
