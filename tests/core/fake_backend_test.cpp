#include "core/fake_backend.h"

#include "core/linear_model.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace zscope;

TEST_CASE("the tests' linear model has the gradient of its loss") {
  LinearModel model(6, 2, 3);
  const std::vector<float> picture{0.1f, 0.9f, 0.3f, 0.5f, 0.0f, 1.0f};
  const std::vector<float> noise{0.3f, -0.7f};
  std::vector<float> gradient(model.parameters.size(), 0.0f), ignored(model.parameters.size());
  model.add_gradient(picture.data(), noise, 0.5, gradient);
  const auto total = [&](const LinearModel& at) {
    const auto loss = at.add_gradient(picture.data(), noise, 0.5, ignored);
    return loss.reconstruction + 0.5 * loss.kl;
  };
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    LinearModel more = model, less = model;
    more.parameters[i] += 1e-2f;
    less.parameters[i] -= 1e-2f;
    const double slope = (total(more) - total(less)) / 2e-2;
    CHECK(std::abs(slope - gradient[i]) < 1e-2);
  }
}

TEST_CASE("an epoch of the tests' data order visits every picture once") {
  const auto order = epoch_order(101, 5, 2);
  CHECK(std::set<std::int64_t>(order.begin(), order.end()).size() == 101);
  CHECK(order != epoch_order(101, 5, 3));
}

TEST_CASE("the tests' model learns: its loss falls") {
  const auto backend = make_fake_backend({std::chrono::microseconds(0)});
  RunSpec spec;
  spec.model = "linear-vae";
  spec.settings = resolve_settings(find_model(*backend, "linear-vae"), "", {});
  auto engine = backend->make_engine(spec, toy_dataset());
  const double before = engine->evaluate(Progress{}).front().second;
  for (int i = 0; i < 200; ++i) engine->step();
  CHECK(engine->evaluate(Progress{}).front().second < 0.5 * before);
}
