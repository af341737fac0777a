#include "models/products.h"

#include "models/dense.h"
#include "models/elementwise.h"
#include "models/objectives.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

double difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

/// Output and gradients of a layer for a loss with a gradient of every sign.
std::vector<torch::Tensor> outcome(
    const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
    const std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&, const torch::Tensor&)>& layer) {
  const torch::Tensor input = x.clone().requires_grad_(true), w = weight.clone().requires_grad_(true),
                      b = bias.clone().requires_grad_(true);
  const torch::Tensor y = layer(input, w, b);
  (y * y.detach().cos()).sum().backward();
  return {y.detach(), input.grad(), w.grad(), b.grad()};
}

}  // namespace

TEST_CASE("a product is the same in any strides, added, with a bias and a ReLU, and for a single row or column") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 2);
  for (const auto& [m, k, n] : {std::tuple{5, 7, 3}, {64, 33, 40}, {1, 9, 4}, {6, 8, 1}, {1, 1, 1}}) {
    CAPTURE(m);
    CAPTURE(n);
    const torch::Tensor a = noise.normal({m, k}), b = noise.normal({k, n}), bias = noise.normal({n});
    const torch::Tensor exact = a.to(torch::kFloat64).mm(b.to(torch::kFloat64)), start = noise.normal({m, n});
    const torch::Tensor turned = a.t().contiguous().t(), other = b.t().contiguous().t();
    for (const torch::Tensor& left : {a, turned}) {
      for (const torch::Tensor& right : {b, other}) {
        torch::Tensor c = start.clone();
        multiply(c, left, right);
        CHECK(difference(c, exact) < 1e-4);
        c = start.clone();
        multiply(c, left, right, {.add = true});
        CHECK(difference(c, exact + start) < 1e-4);
        multiply(c, left, right, {.bias = bias});
        CHECK(difference(c, exact + bias) < 1e-4);
        multiply(c, left, right, {.bias = bias, .relu = true});
        CHECK(difference(c, (exact + bias).relu()) < 1e-4);
      }
    }
  }
}

TEST_CASE("products in bf16 are those of the rounded factors, summed in fp32") {
  if (!has_fast_bf16()) {
    MESSAGE("SKIPPED: this processor has no bf16 products");
    return;
  }
  enter_torch_thread();
  Noise noise(torch::kCPU, 3);
  const torch::Tensor a = noise.normal({37, 300}), b = noise.normal({300, 21});
  const torch::Tensor left = as_factor(a, Precision::bf16), right = as_factor(b, Precision::bf16);
  torch::Tensor c = torch::empty({37, 21});
  multiply(c, left, right);
  CHECK(difference(c, left.to(torch::kFloat64).mm(right.to(torch::kFloat64))) < 1e-3);
  CHECK(difference(c, a.mm(b)) > 1e-3);  // it did round
}

TEST_CASE("a dense layer gives what LibTorch's linear gives, forward and backward, with a ReLU and without") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 4);
  for (const auto& [n, in, out] : {std::tuple{8, 5, 7}, {64, 100, 30}, {3, 40, 1}, {1, 2, 2}}) {
    const torch::Tensor x = noise.normal({n, in}), weight = noise.normal({out, in}), bias = noise.normal({out});
    for (const bool relu : {false, true}) {
      CAPTURE(out);
      CAPTURE(relu);
      const auto ours = outcome(x, weight, bias, [&](auto& i, auto& w, auto& b) { return dense(i, w, b, relu); });
      const auto theirs = outcome(x, weight, bias, [&](auto& i, auto& w, auto& b) {
        const torch::Tensor y = torch::linear(i, w, b);
        return relu ? y.relu() : y;
      });
      for (std::size_t i = 0; i < ours.size(); ++i) CHECK(difference(ours[i], theirs[i]) < 1e-4);
    }
  }
}

TEST_CASE("a dense layer used twice in one graph adds up its gradients where they are kept") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 5);
  const torch::Tensor x = noise.normal({6, 4}), other = noise.normal({6, 4});
  torch::Tensor weight = noise.normal({3, 4}).requires_grad_(true), bias = noise.normal({3}).requires_grad_(true);
  weight.mutable_grad() = torch::ones_like(weight);
  (dense(x, weight, bias).sum() + 2 * dense(other, weight, bias).sum()).backward();
  const torch::Tensor expected = 1 + (x + 2 * other).sum(0).expand({3, 4});
  CHECK(difference(weight.grad(), expected) < 1e-4);
}

TEST_CASE("elsewhere than on the processor, layers round what they multiply where bf16 is asked for, gradients too") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 8);
  const torch::Tensor x = noise.normal({5, 40}), w = noise.normal({3, 40}), b = noise.normal({3}),
                      slopes = noise.normal({5, 3});
  const auto outcome = [&](bool on_device) {
    const torch::Tensor input = x.clone().requires_grad_(true), weight = w.clone().requires_grad_(true),
                        bias = b.clone().requires_grad_(true);
    const auto linear = [](auto& i, auto& v, auto& c) { return torch::linear(i, v, c); };
    const torch::Tensor y = on_device ? product_on_device(input, weight, bias, linear) : linear(input, weight, bias);
    (y * slopes).sum().backward();
    return std::vector<torch::Tensor>{y.detach(), input.grad(), weight.grad(), bias.grad()};
  };
  const auto exact = outcome(false), plain = outcome(true);
  const PrecisionScope scope(Precision::bf16);
  const auto rounded = outcome(true);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    CAPTURE(i);
    CHECK(plain[i].equal(exact[i]));
    CHECK(rounded[i].dtype() == torch::kFloat32);
    const double error = difference(rounded[i], exact[i]) / exact[i].abs().max().item<double>();
    CHECK(error < 0.01);
    // The bias is added as it is, so that its gradient is the one it was.
    CHECK((error > 1e-6) == (i < 3));
  }
  const torch::Tensor doubles = product_on_device(x.to(torch::kFloat64), w.to(torch::kFloat64), {},
                                                  [](auto& i, auto& v, auto& c) { return torch::linear(i, v, c); });
  CHECK(doubles.dtype() == torch::kFloat64);
}

TEST_CASE("a second backward pass through a dense layer is that of LibTorch's linear") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 6);
  const torch::Tensor x = noise.normal({5, 4}), w = noise.normal({3, 4}), b = noise.normal({3});
  const auto penalty_gradient = [&](auto&& layer) {
    const torch::Tensor input = x.clone().requires_grad_(true), weight = w.clone().requires_grad_(true);
    const torch::Tensor y = layer(input, weight).square().sum();
    const torch::Tensor slope = torch::autograd::grad({y}, {input}, {}, true, true)[0];
    slope.square().sum().backward();
    return weight.grad();
  };
  CHECK(difference(penalty_gradient([&](auto& i, auto& v) { return dense(i, v, b, true); }),
                   penalty_gradient([&](auto& i, auto& v) { return torch::linear(i, v, b).relu(); })) < 1e-3);
}

TEST_CASE("the cross-entropy in one pass is the one in double precision, its gradient too, and NaN stays NaN") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 7);
  const torch::Tensor logits = (noise.normal({40, 77}) * 8).requires_grad_(true), x = noise.uniform({40, 77});
  const torch::Tensor exact = logits.detach().to(torch::kFloat64).requires_grad_(true);
  const torch::Tensor loss = bernoulli_loss(logits, x), reference = bernoulli_loss(exact, x.to(torch::kFloat64));
  CHECK(loss.item<double>() == doctest::Approx(reference.item<double>()).epsilon(1e-6));
  (3 * loss).backward();
  (3 * reference).backward();
  CHECK(difference(logits.grad(), exact.grad()) < 1e-5);
  const torch::Tensor broken = torch::full({1, 5}, std::nanf(""));
  CHECK(std::isnan(bernoulli_loss(broken, torch::zeros({1, 5})).item<double>()));
  CHECK_FALSE(std::isfinite(bernoulli_loss(torch::full({1, 5}, INFINITY), torch::zeros({1, 5})).item<double>()));
}
