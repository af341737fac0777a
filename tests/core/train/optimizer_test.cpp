#include "train/optimizer.h"

#include "models/dense.h"
#include "models/noise.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

#include <memory>

using namespace zscope;

namespace {

std::unique_ptr<torch::optim::Optimizer> reference(Rule rule, torch::Tensor parameter) {
  const std::vector<torch::Tensor> parameters{parameter};
  switch (rule) {
    case Rule::adam:
      return std::make_unique<torch::optim::Adam>(parameters, torch::optim::AdamOptions(0.01).betas({0.8, 0.95}));
    case Rule::adamw:
      return std::make_unique<torch::optim::AdamW>(
          parameters, torch::optim::AdamWOptions(0.01).betas({0.8, 0.95}).weight_decay(0.01));
    case Rule::rmsprop:
      return std::make_unique<torch::optim::RMSprop>(parameters, torch::optim::RMSpropOptions(0.01));
    case Rule::sgd:
      return std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(0.01).momentum(0.9));
  }
  return nullptr;
}

/// Parameters of those sizes in one arena, and two replicas' gradients of them.
struct Parameters {
  using Shape = std::vector<std::int64_t>;
  explicit Parameters(const std::vector<Shape>& shapes) {
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      tensors.insert(std::to_string(i), torch::zeros(shapes[i]).requires_grad_(true));
    }
    arena = Arena(tensors);
    for (int replica = 0; replica < 2; ++replica) {
      bound.emplace_back();
      for (const auto& item : tensors) bound.back().insert(item.key(), item.value().detach().requires_grad_(true));
      gradients.bind(bound.back());
    }
  }
  ArenaRange range(std::size_t entry) const {
    const Arena::Entry& place = arena.entries()[entry];
    return {place.offset, place.offset + place.size, entry};
  }

  torch::OrderedDict<std::string, torch::Tensor> tensors;
  Arena arena;
  Gradients gradients{arena};
  std::vector<torch::OrderedDict<std::string, torch::Tensor>> bound;  ///< each replica's
};

}  // namespace

TEST_CASE("each rule takes the steps that LibTorch's own takes, with gradients of two replicas and in three pieces") {
  for (const Rule rule : {Rule::adam, Rule::adamw, Rule::rmsprop, Rule::sgd}) {
    Noise noise(torch::kCPU, 2);
    Parameters parameters(std::vector<Parameters::Shape>{{1000}});
    Gradients& gradients = parameters.gradients;
    torch::Tensor arena = parameters.arena.flat();
    arena.narrow(0, 0, 1000).copy_(noise.normal({1000}));
    torch::Tensor parameter = arena.clone().requires_grad_(true);
    auto theirs = reference(rule, parameter);
    Optimizer ours({rule, 0.01, 0.8, 0.95}, {{0, arena.numel(), 0}}, arena);
    for (int step = 0; step < 5; ++step) {
      for (std::size_t r = 0; r < 2; ++r) gradients.flat(r).narrow(0, 0, 1000).copy_(noise.normal({1000}));
      parameter.mutable_grad() = gradients.flat(0) + gradients.flat(1);
      theirs->step();
      ours.begin();
      for (int piece = 0; piece < 3; ++piece) ours.step_piece(arena, gradients, piece, 3);
      CHECK(gradients.flat(0).abs().max().item<float>() == 0);
      CHECK(gradients.flat(1).abs().max().item<float>() == 0);
    }
    CHECK((arena - parameter.detach()).abs().max().item<double>() < 2e-6);
  }
}

TEST_CASE("a phase's optimizer touches its own stretches of the arena and nothing else") {
  Parameters parameters(std::vector<Parameters::Shape>{{16}, {48}, {16}, {16}});
  Gradients& gradients = parameters.gradients;
  torch::Tensor arena = parameters.arena.flat();
  Optimizer optimizer({Rule::sgd, 1.0}, {parameters.range(0), parameters.range(2)}, arena);
  gradients.flat(0).fill_(1);
  optimizer.begin();
  for (int piece = 0; piece < 2; ++piece) optimizer.step_piece(arena, gradients, piece, 2);
  for (int i = 0; i < 96; ++i) {
    const bool mine = i < 16 || (i >= 64 && i < 80);
    CHECK(arena[i].item<float>() == (mine ? -1.0f : 0.0f));
    CHECK(gradients.flat(0)[i].item<float>() == (mine ? 0.0f : 1.0f));
  }
}

TEST_CASE("stretches of the arena that touch are one, others stay apart") {
  const std::vector<ArenaRange> ranges = joined({{0, 16, 0}, {16, 64, 1}, {80, 96, 3}, {96, 112, 4}});
  REQUIRE(ranges.size() == 2);
  CHECK(ranges[0].first == 0);
  CHECK(ranges[0].last == 64);
  CHECK(ranges[1].first == 80);
  CHECK(ranges[1].last == 112);
}

TEST_CASE("gradients that layers leave as products are summed over uses, replicas and what autograd added itself") {
  enter_torch_thread();
  Noise noise(torch::kCPU, 3);
  Parameters parameters(std::vector<Parameters::Shape>{{5}, {7, 30}});
  Gradients& gradients = parameters.gradients;
  const ArenaRange range = parameters.range(1);
  const auto total = [&] {
    torch::Tensor sum = torch::full({range.last - range.first}, NAN);
    for (int piece = 0; piece < 3; ++piece) {
      gradients.visit(range, piece, 3, [&](std::int64_t first, const torch::Tensor& part) {
        sum.narrow(0, first - range.first, part.numel()).copy_(part);
      });
    }
    for (std::size_t r = 0; r < 2; ++r) gradients.forget(r);
    return sum.view({7, 30});
  };
  torch::Tensor expected = torch::zeros({7, 30});
  for (std::size_t r = 0; r < 2; ++r) {
    const DeferredGradients::Scope scope(&gradients.deferred(r));
    const torch::Tensor weight = parameters.bound[r][1].value(), bias = torch::zeros({7});
    for (int use = 0; use < 2; ++use) {
      const torch::Tensor x = noise.normal({4, 30});
      dense(x, weight, bias).sum().backward();
      expected += x.sum(0).expand({7, 30});
    }
  }
  CHECK(gradients.flat(0).abs().max().item<float>() == 0);
  CHECK((total() - expected).abs().max().item<float>() < 1e-5);
  {
    const DeferredGradients::Scope scope(&gradients.deferred(1));
    const torch::Tensor weight = parameters.bound[1][1].value();
    (dense(torch::ones({1, 30}), weight, torch::zeros({7})).sum() + 2 * weight.sum()).backward();
  }
  CHECK((total() - 3).abs().max().item<float>() < 1e-5);
  CHECK(total().abs().max().item<float>() == 0);
}
