#include "models/arena.h"

#include "models/layers.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

struct Net : torch::nn::Module {
  explicit Net(Noise& noise) {
    dense = register_module("dense", Dense(3, 5, noise));
    convolution = register_module("convolution", Convolution(ConvolutionShape{2, 4, 3, 1, 1}, noise));
  }
  Dense dense{nullptr};
  Convolution convolution{nullptr};
};

}  // namespace

TEST_CASE("an arena keeps every value, starts each on 64 bytes, and its modules see what is written to it") {
  Noise noise(torch::kCPU, 1);
  Net net(noise);
  const torch::Tensor before = net.convolution->weight.detach().clone();
  Arena arena(net.named_parameters());
  arena.bind(net.named_parameters(), arena.flat());
  CHECK(torch::equal(net.convolution->weight, before));
  for (const Arena::Entry& entry : arena.entries()) CHECK(entry.offset * 4 % 64 == 0);
  {
    torch::NoGradGuard no_grad;
    arena.flat().fill_(2);
  }
  CHECK(net.dense->weight.min().item<float>() == 2);
  CHECK(net.convolution->weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

TEST_CASE("backward leaves its gradients in the flat tensor they were bound to") {
  Noise noise(torch::kCPU, 1);
  Net net(noise);
  Arena arena(net.named_parameters());
  arena.bind(net.named_parameters(), arena.flat());
  torch::Tensor gradients = arena.like();
  arena.bind_gradients(net.named_parameters(), gradients);
  net.dense(torch::ones({2, 3})).sum().backward();
  for (const Arena::Entry& entry : arena.entries()) {
    const double expected = entry.name.starts_with("dense") ? 2 : 0;
    CHECK(Arena::view(gradients, entry).min().item<double>() == expected);
    CHECK(Arena::view(gradients, entry).max().item<double>() == expected);
  }
}
