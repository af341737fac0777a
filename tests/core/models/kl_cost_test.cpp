#include "models/kl_cost.h"

#include "core/finite_differences.h"
#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

KlCost cost_of(const Settings& settings) {
  static Collective alone;
  Noise noise(torch::kCPU, 1);
  Settings complete = {
      {"beta", "1"}, {"warmup_epochs", "0"}, {"gamma", "0"}, {"capacity", "25"}, {"capacity_epochs", "0"}};
  for (const auto& [name, value] : settings) complete[name] = value;
  return KlCost({{1, 1, 1}, 0, complete, noise, alone});
}

}  // namespace

TEST_CASE("the KL costs beta times what it is, and less while beta warms up") {
  const KlCost cost = cost_of({{"beta", "4"}, {"warmup_epochs", "10"}});
  const torch::Tensor kl = torch::tensor(60.0);
  CHECK(cost.training(kl, 3, 0).item<double>() == 0);
  CHECK(cost.training(kl, 3, 5).item<double>() == doctest::Approx(120));
  CHECK(cost.training(kl, 3, 20).item<double>() == doctest::Approx(240));
  CHECK(cost.test(kl, 3).item<double>() == doctest::Approx(240));
}

TEST_CASE("with a capacity, the KL costs its distance from what the code may carry by now") {
  const KlCost cost = cost_of({{"gamma", "10"}, {"capacity", "25"}, {"capacity_epochs", "10"}});
  const torch::Tensor kl = torch::tensor(60.0);  // of three pictures: 20 nats each
  CHECK(cost.training(kl, 3, 0).item<double>() == doctest::Approx(10 * 60));
  CHECK(cost.training(kl, 3, 4).item<double>() == doctest::Approx(10 * (60 - 30)));
  CHECK(cost.training(kl, 3, 99).item<double>() == doctest::Approx(10 * (75 - 60)));
  CHECK(cost.test(kl, 3).item<double>() == doctest::Approx(10 * (75 - 60)));
  const auto at = [&](const torch::Tensor& value) { return cost.training(value.sum(), 3, 99); };
  CHECK(gradient_error(at, doubles({50, 10})) < 1e-7);   // below: more KL is cheaper
  CHECK(gradient_error(at, doubles({50, 100})) < 1e-7);  // above: dearer
}

TEST_CASE("replicas agree on which side of the capacity their batch is, and training arrives there") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12}, 200);
  const Settings settings = {{"gamma", "30"}, {"capacity", "6"}, {"capacity_epochs", "2"}, {"learning_rate", "0.003"}};
  CHECK(replica_difference(small_run("vae-fc", *dataset, 2, settings), dataset) < 1e-4);
  Trainer trainer(small_run("vae-fc", *dataset, 2, settings), dataset);
  const auto [first, last] = first_and_last(trainer, 400, "kl");
  CHECK(last == doctest::Approx(6).epsilon(0.15));
}
