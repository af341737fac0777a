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

/// What training pays for `kl` of three pictures so far into a run, and whether it will be the same at the next step.
struct Paid {
  torch::Tensor cost;
  bool repeatable;
};

Paid paid(const KlCost& cost, const torch::Tensor& kl, double epoch) {
  Noise noise(torch::kCPU, 1);
  StepContext context{{}, {}, {}, 3, epoch, noise, 3};
  const torch::Tensor of = cost.training(kl, 3, context);
  return {of, context.repeatable};
}

}  // namespace

TEST_CASE("the KL costs beta times what it is, and less while beta warms up") {
  const KlCost cost = cost_of({{"beta", "4"}, {"warmup_epochs", "10"}});
  const torch::Tensor kl = torch::tensor(60.0);
  CHECK(paid(cost, kl, 0).cost.item<double>() == 0);
  CHECK(paid(cost, kl, 5).cost.item<double>() == doctest::Approx(120));
  CHECK(paid(cost, kl, 20).cost.item<double>() == doctest::Approx(240));
  CHECK(cost.test(kl, 3).item<double>() == doctest::Approx(240));
  CHECK(!paid(cost, kl, 9.9).repeatable);
  CHECK(paid(cost, kl, 10).repeatable);
}

TEST_CASE("with a capacity, the KL costs its distance from what the code may carry by now") {
  const KlCost cost = cost_of({{"gamma", "10"}, {"capacity", "25"}, {"capacity_epochs", "10"}});
  const torch::Tensor kl = torch::tensor(60.0);  // of three pictures: 20 nats each
  CHECK(paid(cost, kl, 0).cost.item<double>() == doctest::Approx(10 * 60));
  CHECK(paid(cost, kl, 4).cost.item<double>() == doctest::Approx(10 * (60 - 30)));
  CHECK(paid(cost, kl, 99).cost.item<double>() == doctest::Approx(10 * (75 - 60)));
  CHECK(cost.test(kl, 3).item<double>() == doctest::Approx(10 * (75 - 60)));
  const auto at = [&](const torch::Tensor& value) { return paid(cost, value.sum(), 99).cost; };
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
