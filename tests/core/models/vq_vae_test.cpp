#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

const Settings kSmall = {{"codes", "16"}, {"code_dim", "4"}, {"learning_rate", "0.003"}};

}  // namespace

TEST_CASE("vq-vae: the encoder learns through the codes, and is held to them by the commitment") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Settings without = kSmall;
  without.insert_or_assign("commitment", std::string("0"));
  Trainer free(small_run("vq-vae", *dataset, 1, without), dataset),
      held(small_run("vq-vae", *dataset, 1, kSmall), dataset);
  const torch::Tensor a = free.phase_gradients(0), b = held.phase_gradients(0);
  CHECK(largest_gradient(free, a, "encoder_features") > 0);
  CHECK(largest_gradient(free, a, "encoder_codes") > 0);
  CHECK(largest_gradient(free, a, "decoder") > 0);
  CHECK(largest_gradient(held, b - a, "encoder_codes") > 0);
  CHECK(largest_gradient(held, b - a, "decoder") == 0);
  const NamedValues values = held.step();
  CHECK(loss_of(values, "loss") ==
        doctest::Approx(loss_of(values, "reconstruction") + 0.25 * loss_of(values, "commitment")).epsilon(1e-4));
}

TEST_CASE("vq-vae: training lowers the loss and uses many codes, on pictures of any size and colour") {
  enter_torch_thread();
  for (const ImageShape& shape : {ImageShape{1, 28, 28}, ImageShape{3, 13, 10}}) {
    const auto dataset = toy_pictures(shape, 200);
    Trainer trainer(small_run("vq-vae", *dataset, 2, kSmall), dataset);
    const auto [first, last] = first_and_last(trainer, 150);
    CHECK(last < first);
    const double used = loss_of(trainer.step(), "perplexity");
    CHECK(used > 2);
    CHECK(used <= 16);
  }
}

TEST_CASE("vq-vae: any point is decoded as the codes that it is nearest to") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  const RunSpec spec = small_run("vq-vae", *dataset, 1, kSmall);
  Trainer trainer(spec, dataset);
  first_and_last(trainer, 20);
  Noise noise(torch::kCPU, 1);
  const auto model = small_model(spec, noise);
  ModelState(*model).load(trainer.checkpoint());
  model->eval();
  torch::NoGradGuard no_grad;
  const torch::Tensor codes = model->named_buffers()["codebook"];
  CHECK(model->latent_dim() == 36);  // 3 × 3 places
  const torch::Tensor z = noise.normal({5, 36}), vectors = z.view({45, 4});
  const torch::Tensor nearest = (vectors.unsqueeze(1) - codes.unsqueeze(0)).square().sum(2).argmin(1);
  const torch::Tensor quantised = codes.index_select(0, nearest).view({5, 36});
  CHECK(torch::allclose(model->decode(z, {}), model->decode(quantised, {}), 1e-4, 1e-4));
  CHECK_FALSE(torch::allclose(model->decode(z, {}), model->decode(-z, {}), 1e-4, 1e-4));
}
