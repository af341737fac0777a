#include "models/gan_layers.h"

#include "models/gan_networks.h"
#include "models/moving_average.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

double largest_singular_value(const torch::Tensor& weight) {
  return std::get<1>(torch::linalg_svd(weight.flatten(1)))[0].item<double>();
}

ModelSpec spec_for(const ImageShape& shape, Noise& noise, Collective& collective) {
  return {shape, 10, {}, noise, collective};
}

}  // namespace

TEST_CASE("spectral normalisation divides by the largest singular value, follows it, and stands still in evaluation") {
  Noise noise(torch::kCPU, 4);
  for (const std::vector<std::int64_t>& sizes : {std::vector<std::int64_t>{20, 30}, {8, 3, 4, 4}}) {
    torch::Tensor weight = noise.normal(sizes);
    SpectralNorm norm(weight, noise);
    for (int i = 0; i < 100; ++i) norm(weight);
    CHECK(largest_singular_value(norm(weight)) == doctest::Approx(1).epsilon(1e-3));
    weight = noise.normal(sizes) * 7;
    for (int i = 0; i < 200; ++i) norm(weight);
    CHECK(largest_singular_value(norm(weight)) == doctest::Approx(1).epsilon(1e-3));
    norm->eval();
    const torch::Tensor u = norm->u.clone();
    norm(noise.normal(sizes));
    CHECK(torch::equal(u, norm->u));
  }
}

TEST_CASE("the gradient through spectral normalisation is that of W/σ with its vectors held") {
  Noise noise(torch::kCPU, 5);
  const torch::Tensor weight = noise.normal({5, 4}).requires_grad_(true), target = noise.normal({5, 4});
  SpectralNorm norm(weight.detach(), noise);
  norm->eval();
  (norm(weight) * target).sum().backward();
  // d/dW Σ T·W/σ = T/σ − (Σ T·W)/σ² u vᵀ
  const torch::Tensor u = norm->u, v = weight.detach().t().mv(u) / weight.detach().t().mv(u).norm();
  const torch::Tensor sigma = u.dot(weight.detach().mv(v));
  const torch::Tensor expected = target / sigma - (target * weight.detach()).sum() / sigma.square() * u.outer(v);
  CHECK((weight.grad() - expected).abs().max().item<double>() < 1e-5);
}

TEST_CASE("a layer that may be differentiated twice gives what the fast one gives, and its gradient has a gradient") {
  Collective alone;
  const ConvolutionShape shape{3, 6, 4, 2, 1};
  Noise one(torch::kCPU, 6), two(torch::kCPU, 6);
  LeakyConvolution fast(shape, LayerRules{}, one, alone),
      twice(shape, LayerRules{.twice_differentiable = true}, two, alone);
  const torch::Tensor x = one.normal({4, 3, 9, 9});
  CHECK((fast(x, nullptr) - twice(x, nullptr)).abs().max().item<double>() < 1e-5);
  const torch::Tensor leaf = x.clone().requires_grad_(true);
  const auto gradient = torch::autograd::grad({twice(leaf, nullptr).square().sum()}, {leaf}, {}, true, true)[0];
  gradient.square().sum().backward();
  CHECK(twice->parameters()[0].grad().abs().max().item<double>() > 0);
}

TEST_CASE("dropout leaves out the share it is told, keeps the mean, and does nothing outside training") {
  Noise noise(torch::kCPU, 7);
  const torch::Tensor x = torch::ones({200, 100});
  const torch::Tensor y = dropout(x, 0.3, true, &noise);
  CHECK(y.eq(0).to(torch::kFloat32).mean().item<double>() == doctest::Approx(0.3).epsilon(0.03));
  CHECK(y.mean().item<double>() == doctest::Approx(1).epsilon(0.02));
  CHECK(torch::equal(dropout(x, 0.3, false, &noise), x));
  CHECK(torch::equal(dropout(x, 0.3, true, nullptr), x));
}

TEST_CASE("generators paint and readers read pictures of every size and number of channels") {
  Collective alone;
  for (const ImageShape& shape : {ImageShape{1, 28, 28}, ImageShape{3, 32, 32}, ImageShape{1, 17, 23}}) {
    Noise noise(torch::kCPU, 8);
    const ModelSpec spec = spec_for(shape, noise, alone);
    const torch::Tensor z = noise.normal({3, 7});
    for (const auto& generator :
         {fully_connected_generator(7, {16, 32}, spec), convolutional_generator(7, {8, 6, 4}, 4, spec),
          convolutional_generator(7, {6}, 5, spec)}) {
      const torch::Tensor pictures = generator->forward(z);
      CHECK(pictures.sizes() == torch::IntArrayRef({3, shape.channels, shape.height, shape.width}));
      CHECK(pictures.abs().max().item<double>() <= 1);
      const std::vector<ReaderLayers> forms = {
          {{4, 6}}, {{4, 6}, 4, 0, true}, {.channels = {4, 6}, .units = 9}, {{4, 6}, 4, 9, true}};
      for (const ReaderLayers& layers : forms) {
        const auto reader = convolutional_reader(shape, layers, 2, {}, spec);
        CHECK(reader->forward(pictures).sizes() == torch::IntArrayRef({3, 2}));
        CHECK(reader->features(pictures).size(1) == reader->feature_count());
      }
      CHECK(fully_connected_reader(shape.size(), {12, 8}, 1, {}, spec)->forward(pictures).sizes() ==
            torch::IntArrayRef({3, 1}));
    }
  }
}

TEST_CASE("a moving average is the mean that its recurrence gives, buffers too, and none of it is a parameter") {
  Collective alone;
  Noise noise(torch::kCPU, 9);
  const ModelSpec spec = spec_for({1, 8, 8}, noise, alone);
  const auto generator = fully_connected_generator(2, {4}, spec), copy = fully_connected_generator(2, {4}, spec);
  MovingAverage average(copy, *generator);
  CHECK(average->parameters().empty());
  const auto value = [](torch::nn::Module& module, const std::string& name) {
    return name.find("running") == std::string::npos ? module.named_parameters()[name] : module.named_buffers()[name];
  };
  for (const std::string name : {"head.bias", "norm0.running_mean"}) {
    CAPTURE(name);
    CHECK(torch::equal(value(*copy, name), value(*generator, name)));
  }
  const torch::Tensor before = value(*generator, "head.bias").detach().clone();
  {
    torch::NoGradGuard no_grad;
    for (const std::string name : {"head.bias", "norm0.running_mean"}) value(*generator, name).add_(1);
  }
  average->update(*generator, 0.9);  // the first keeps a tenth: (1 + 0) / (10 + 0)
  CHECK((value(*copy, "head.bias") - before - 0.9).abs().max().item<double>() < 1e-6);
  CHECK((value(*copy, "norm0.running_mean") - 0.9).abs().max().item<double>() < 1e-6);
  average->update(*generator, 0.05);
  CHECK((value(*copy, "head.bias") - before - 0.995).abs().max().item<double>() < 1e-6);
}
