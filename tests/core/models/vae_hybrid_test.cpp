#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

const Settings kBlocks = {{"latent_dim_fc", "2"}, {"latent_dim_conv", "3"}};

}  // namespace

TEST_CASE("vae-hybrid: each encoder fills its own block of the code, and the decoder reads both") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  const RunSpec spec = small_run("vae-hybrid", *dataset, 1, kBlocks);
  Noise noise(torch::kCPU, 2);
  const auto model = small_model(spec, noise);
  CHECK(model->latent_dim() == 5);
  torch::NoGradGuard no_grad;
  const torch::Tensor x = noise.uniform({4, 1, 12, 12});
  const Posterior before = model->encode(x, {});
  for (auto& item : model->named_parameters()) {
    if (item.key().starts_with("encoder_fc")) item.value().mul_(2);
  }
  const Posterior after = model->encode(x, {});
  for (const auto& [old, changed] : {std::pair{before.mean, after.mean}, {before.log_variance, after.log_variance}}) {
    CHECK(torch::equal(old.narrow(1, 2, 3), changed.narrow(1, 2, 3)));
    CHECK((old - changed).narrow(1, 0, 2).abs().min().item<double>() > 0);
  }
  const torch::Tensor z = torch::zeros({1, 5}), picture = model->decode(z, {});
  for (int d = 0; d < 5; ++d) {
    torch::Tensor moved = z.clone();
    moved[0][d] = 1;
    CHECK((model->decode(moved, {}) - picture).abs().max().item<double>() > 0);
  }
}

TEST_CASE("vae-hybrid: the KLs of the blocks are logged apart and add up, and both encoders learn") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 12, 10}, 200);
  Trainer trainer(small_run("vae-hybrid", *dataset, 2, kBlocks), dataset);
  const torch::Tensor gradients = trainer.phase_gradients(0);
  for (const std::string part : {"encoder_fc", "encoder_conv", "decoder_fc", "decoder_conv"}) {
    CHECK(largest_gradient(trainer, gradients, part) > 0);
  }
  const auto [first, last] = first_and_last(trainer, 100);
  CHECK(last < first);
  const NamedValues values = trainer.step();
  CHECK(loss_of(values, "kl_fc") > 0);
  CHECK(loss_of(values, "kl_conv") > 0);
  CHECK(loss_of(values, "kl_fc") + loss_of(values, "kl_conv") == doctest::Approx(loss_of(values, "kl")));
}
