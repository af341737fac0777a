#include "base/error.h"
#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

const std::vector<std::string> kNetworks = {"fc", "conv"};

}  // namespace

TEST_CASE("vae-cond: with the code fixed, the class asked for is the class made") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400);
  for (const std::string& network : kNetworks) {
    CAPTURE(network);
    const RunSpec spec =
        small_run("vae-cond", *dataset, 2, {{"network", network}, {"channels", "8,8"}, {"learning_rate", "0.003"}});
    Trainer trainer(spec, dataset);
    const auto [first, last] = first_and_last(trainer, 400);
    CHECK(last < 0.8 * first);
    Noise noise(torch::kCPU, 1);
    const auto model = small_model(spec, noise);
    ModelState(*model).load(trainer.checkpoint());
    model->eval();
    torch::NoGradGuard no_grad;
    const torch::Tensor made =
        model->decode(noise.normal({1, 5}).expand({10, 5}), torch::arange(10, torch::kInt64)).sum({1, 2});
    // The toy's bar stands in column 2·class and the one beside it.
    CHECK(torch::equal(made.view({10, 10, 2}).sum(2).argmax(1), torch::arange(10)));
  }
}

TEST_CASE("vae-cond: encoder and decoder both learn from the class") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20});
  Trainer trainer(small_run("vae-cond", *dataset, 1, {{"network", "conv"}}), dataset);
  const torch::Tensor gradients = trainer.phase_gradients(0);
  CHECK(largest_gradient(trainer, gradients, "encoder_plane.weight") > 0);
  CHECK(largest_gradient(trainer, gradients, "decoder_head.0.weight") > 0);
}

TEST_CASE("vae-cond: data without classes, and pictures without a class, are answered with a sentence") {
  const auto dataset = toy_pictures(ImageShape{1, 20, 20});
  RunSpec spec = small_run("vae-cond", *dataset, 1);
  Noise noise(torch::kCPU, 1);
  const auto model = small_model(spec, noise);
  CHECK_THROWS_WITH_AS(model->decode(torch::zeros({4, 5}), {}), doctest::Contains("told 0 of 4"), Error);
  spec.classes = 0;
  CHECK_THROWS_WITH_AS(small_model(spec, noise), doctest::Contains("has no classes"), Misuse);
}
