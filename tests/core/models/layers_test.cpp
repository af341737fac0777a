#include "models/layers.h"
#include "models/networks.h"

#include "base/error.h"
#include "torch_doctest.h"
#include "train/replica_team.h"

#include <atomic>
#include <chrono>
#include <thread>

using namespace zscope;

namespace {

double difference(const torch::Tensor& a, const torch::Tensor& b) {
  REQUIRE(a.sizes() == b.sizes());
  return (a - b).abs().max().item<double>() / std::max(1.0, b.abs().max().item<double>());
}

/// Compares output and all gradients of two ways to compute the same layer.
template <typename Ours, typename Theirs>
void check_same(Ours&& ours, Theirs&& theirs, const torch::Tensor& x, const torch::Tensor& weight,
                const torch::Tensor& bias) {
  const auto run = [&](auto&& layer) {
    const torch::Tensor input = x.detach().clone().requires_grad_(true),
                        w = weight.detach().clone().requires_grad_(true),
                        b = bias.detach().clone().requires_grad_(true);
    const torch::Tensor y = layer(input, w, b);
    (y * y.detach().cos()).sum().backward();
    return std::vector<torch::Tensor>{y.detach(), input.grad(), w.grad(), b.grad()};
  };
  const auto a = run(ours), b = run(theirs);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(difference(a[i], b[i]) < 2e-5);
}

}  // namespace

TEST_CASE("a convolution by matrices gives what LibTorch's gives, forward and backward, at every odd size") {
  Noise noise(torch::kCPU, 3);
  for (const auto& [in, out, kernel, stride, padding, size] : {std::tuple{1, 8, 3, 2, 1, 28},
                                                               {3, 5, 4, 2, 1, 32},
                                                               {6, 7, 5, 2, 2, 13},
                                                               {4, 4, 3, 1, 1, 7},
                                                               {16, 24, 4, 2, 1, 14},
                                                               {32, 16, 5, 1, 2, 7},
                                                               {20, 17, 3, 2, 1, 9},
                                                               {2, 3, 3, 2, 1, 1}}) {
    CAPTURE(kernel);
    CAPTURE(size);
    const ConvolutionShape shape{in, out, kernel, stride, padding};
    check_same([&](auto& x, auto& w, auto& b) { return convolve(x, w, b, shape); },
               [&](auto& x, auto& w, auto& b) { return torch::conv2d(x, w, b, stride, padding); },
               noise.normal({9, in, size, size + 1}), noise.normal({out, in, kernel, kernel}), noise.normal({out}));
  }
}

TEST_CASE("a transposed convolution by matrices gives what LibTorch's gives, and grows to the exact size asked for") {
  Noise noise(torch::kCPU, 4);
  for (const auto& [in, out, kernel, stride, padding, size, extra] : {std::tuple{64, 32, 3, 2, 1, 7, 1},
                                                                      {5, 1, 4, 2, 1, 14, 0},
                                                                      {6, 3, 5, 2, 2, 4, 0},
                                                                      {24, 16, 5, 1, 2, 7, 0},
                                                                      {16, 20, 4, 2, 1, 7, 0},
                                                                      {18, 16, 5, 2, 2, 7, 1},
                                                                      {4, 2, 5, 1, 2, 7, 0}}) {
    CAPTURE(kernel);
    CAPTURE(size);
    const ConvolutionShape shape{in, out, kernel, stride, padding};
    const std::int64_t grown = (size - 1) * stride - 2 * padding + kernel + extra;
    check_same([&](auto& x, auto& w, auto& b) { return convolve_transposed(x, w, b, shape, grown, grown); },
               [&](auto& x, auto& w, auto& b) { return torch::conv_transpose2d(x, w, b, stride, padding, extra); },
               noise.normal({9, in, size, size}), noise.normal({in, out, kernel, kernel}), noise.normal({out}));
  }
}

TEST_CASE(
    "batch normalisation over two replicas is that of the whole batch: outputs, gradients and running statistics") {
  Noise noise(torch::kCPU, 6);
  const torch::Tensor x = noise.normal({10, 3, 4, 4}) * 3 + 1, target = noise.normal({10, 3, 4, 4});
  const auto whole_input = x.clone().requires_grad_(true);
  Collective alone;
  Noise weights(torch::kCPU, 8);
  BatchNorm whole(3, weights, alone, Initialisation{0.1});
  const torch::Tensor whole_output = whole(whole_input);
  (whole_output * target).sum().backward();

  ReplicaTeam team(2, [] {});
  std::vector<BatchNorm> norms;
  for (int r = 0; r < 2; ++r) {
    Noise same(torch::kCPU, 8);
    norms.emplace_back(3, same, team.collective(r), Initialisation{0.1});
  }
  std::vector<torch::Tensor> outputs(2), gradients(2);
  team.run([&](int r) {
    // Unequal shares: four and six images.
    const std::int64_t first = r == 0 ? 0 : 4, count = r == 0 ? 4 : 6;
    const auto input = x.narrow(0, first, count).clone().requires_grad_(true);
    outputs[static_cast<std::size_t>(r)] = norms[static_cast<std::size_t>(r)](input);
    (outputs[static_cast<std::size_t>(r)] * target.narrow(0, first, count)).sum().backward();
    gradients[static_cast<std::size_t>(r)] = input.grad();
  });
  CHECK(difference(torch::cat(outputs).detach(), whole_output.detach()) < 1e-5);
  CHECK(difference(torch::cat(gradients), whole_input.grad()) < 1e-5);
  CHECK(difference(norms[0]->weight.grad() + norms[1]->weight.grad(), whole->weight.grad()) < 1e-5);
  CHECK(difference(norms[0]->bias.grad() + norms[1]->bias.grad(), whole->bias.grad()) < 1e-5);
  for (const BatchNorm& norm : norms) {
    CHECK(difference(norm->running_mean, whole->running_mean) < 1e-5);
    CHECK(difference(norm->running_variance, whole->running_variance) < 1e-5);
  }
  CHECK(torch::equal(norms[0]->running_mean, norms[1]->running_mean));
}

TEST_CASE("batch normalisation of a single row leaves the running variance as it was, and everything finite") {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    Noise weights(torch::kCPU, 8);
    Collective alone;
    BatchNorm norm(3, weights, alone, Initialisation{0.1});
    norm->to(type);
    norm(torch::arange(12, type).view({4, 3}));
    const torch::Tensor before = norm->running_variance.clone();
    const torch::Tensor y = norm(torch::full({1, 3}, 7, type));
    CHECK(y.isfinite().all().item<bool>());
    CHECK(norm->running_mean.isfinite().all().item<bool>());
    CHECK(norm->running_variance.equal(before));
  }
}

TEST_CASE("replicas go on from a barrier together, after what one of them does for all, however late one comes") {
  ReplicaTeam team(3, [] {});
  int done = 0;
  std::atomic<int> wrong = 0;
  for (int round = 0; round < 20; ++round) {
    team.run([&](int rank) {
      for (int turn = 0; turn < 3; ++turn) {
        // Later than ranks look for each other.
        if (rank == (round + turn) % 3) std::this_thread::sleep_for(std::chrono::microseconds(100 << (round % 7)));
        team.barrier(rank, [&] { ++done; });
        if (done != 3 * round + turn + 1) ++wrong;
        team.barrier(rank);
      }
    });
  }
  CHECK(done == 60);
  CHECK(wrong == 0);
}

TEST_CASE("a replica that fails lets the others go, and its own sentence is what is thrown") {
  ReplicaTeam team(3, [] {});
  for (int round = 0; round < 20; ++round) {
    CHECK_THROWS_WITH_AS(team.run([&](int rank) {
      team.barrier(rank);
      if (rank == round % 3) throw Error("replica failed");
      team.collective(rank).sum(torch::ones({2}));
    }),
                         "replica failed", Error);
  }
  torch::Tensor sum;
  team.run([&](int rank) {
    const torch::Tensor mine = team.collective(rank).sum(torch::full({2}, rank + 1.0));
    if (rank == 2) sum = mine;
  });
  CHECK(sum[0].item<double>() == 6);
}

TEST_CASE("a picture too small for so many convolutions is refused with a sentence that names the setting") {
  CHECK_THROWS_WITH_AS(convolution_sizes(ImageShape{1, 2, 2}, {8, 8, 8}, 4, 2, 1), doctest::Contains("channels"),
                       Misuse);
}
