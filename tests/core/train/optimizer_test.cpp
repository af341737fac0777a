#include "train/optimizer.h"

#include "models/noise.h"
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

}  // namespace

TEST_CASE("each rule takes the steps that LibTorch's own takes, with gradients of two replicas and in three pieces") {
  for (const Rule rule : {Rule::adam, Rule::adamw, Rule::rmsprop, Rule::sgd}) {
    Noise noise(torch::kCPU, 2);
    torch::Tensor arena = noise.normal({1000});
    torch::Tensor parameter = arena.clone().requires_grad_(true);
    auto theirs = reference(rule, parameter);
    Optimizer ours({rule, 0.01, 0.8, 0.95}, {{0, 1000}}, arena);
    for (int step = 0; step < 5; ++step) {
      std::vector<torch::Tensor> gradients{noise.normal({1000}), noise.normal({1000})};
      parameter.mutable_grad() = gradients[0] + gradients[1];
      theirs->step();
      ours.begin();
      for (int piece = 0; piece < 3; ++piece) ours.step_piece(arena, gradients, piece, 3);
      CHECK(gradients[0].abs().max().item<float>() == 0);
      CHECK(gradients[1].abs().max().item<float>() == 0);
    }
    CHECK((arena - parameter.detach()).abs().max().item<double>() < 2e-6);
  }
}

TEST_CASE("a phase's optimizer touches its own stretches of the arena and nothing else") {
  torch::Tensor arena = torch::zeros({96});
  Optimizer optimizer({Rule::sgd, 1.0}, {{0, 16}, {64, 80}}, arena);
  std::vector<torch::Tensor> gradients{torch::ones({96})};
  optimizer.begin();
  for (int piece = 0; piece < 2; ++piece) optimizer.step_piece(arena, gradients, piece, 2);
  for (int i = 0; i < 96; ++i) {
    const bool mine = i < 16 || (i >= 64 && i < 80);
    CHECK(arena[i].item<float>() == (mine ? -1.0f : 0.0f));
    CHECK(gradients[0][i].item<float>() == (mine ? 0.0f : 1.0f));
  }
}
