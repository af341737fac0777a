#include "models/codebook.h"

#include "models/torch_thread.h"
#include "torch_doctest.h"
#include "train/replica_team.h"

#include <memory>

using namespace zscope;

namespace {

struct Book {
  explicit Book(long codes, Collective& collective) : book(owner, codes, 2, noise, collective) {}
  void step(const torch::Tensor& vectors) {
    book.observe(vectors, book.nearest(vectors));
    book.update(noise);
  }
  torch::Tensor codes() const { return owner.named_buffers()["codebook"]; }
  torch::nn::Module owner;
  Noise noise{torch::kCPU, 1};
  Codebook book;
};

/// 40 vectors around (0, 0), (10, 0), (0, 10) and (10, 10), in turns.
torch::Tensor four_heaps(Noise& noise) {
  const torch::Tensor centres = torch::tensor({{0.f, 0.f}, {10.f, 0.f}, {0.f, 10.f}, {10.f, 10.f}});
  return centres.repeat({10, 1}) + 0.1 * noise.normal({40, 2});
}

}  // namespace

TEST_CASE("the nearest code is the one at the least distance") {
  Collective alone;
  Book book(50, alone);
  Noise noise(torch::kCPU, 2);
  const torch::Tensor vectors = noise.normal({30, 2});
  const torch::Tensor distances = (vectors.unsqueeze(1) - book.codes().unsqueeze(0)).square().sum(2);
  CHECK(torch::equal(book.book.nearest(vectors), distances.argmin(1)));
  CHECK(torch::equal(book.book.nearest(book.codes()), torch::arange(50)));
}

TEST_CASE("codes move to the middle of the vectors that are theirs, and dead ones to where vectors are") {
  Collective alone;
  Book book(8, alone);
  Noise noise(torch::kCPU, 3);
  for (int i = 0; i < 1500; ++i) book.step(four_heaps(noise));
  const torch::Tensor vectors = four_heaps(noise);
  const torch::Tensor errors = (vectors - book.book.at(book.book.nearest(vectors))).square().sum(1);
  CHECK(errors.max().item<double>() < 0.3);  // no heap is without a code
  CHECK(book.book.counts(book.book.nearest(vectors)).gt(0).sum().item<int>() >= 4);
}

TEST_CASE("a code that is alone with its vectors is their moving average") {
  Collective alone;
  Book book(1, alone);
  const torch::Tensor first = torch::tensor({{1.f, 1.f}, {3.f, 1.f}}), second = first + 10;
  book.step(first);  // the first step puts it on one of them, as if it had been used twice
  const torch::Tensor start = book.codes().clone();
  book.step(second);
  const torch::Tensor expected = 0.99 * start + 0.01 * second.mean(0);
  CHECK(torch::allclose(book.codes(), expected));
}

TEST_CASE("two replicas that share the vectors hold the codes of one that sees them all") {
  Collective alone;
  Book whole(4, alone);
  Noise noise(torch::kCPU, 4);
  whole.step(four_heaps(noise));
  ReplicaTeam team(2, enter_torch_thread);
  std::vector<std::unique_ptr<Book>> halves;
  for (int rank = 0; rank < 2; ++rank) {
    halves.push_back(std::make_unique<Book>(4, team.collective(rank)));
    for (auto& item : halves.back()->owner.named_buffers()) item.value().copy_(whole.owner.named_buffers()[item.key()]);
  }
  for (int i = 0; i < 5; ++i) {
    const torch::Tensor vectors = four_heaps(noise);
    whole.step(vectors);
    team.run([&](int rank) { halves[static_cast<std::size_t>(rank)]->step(vectors.narrow(0, 20 * rank, 20)); });
  }
  CHECK(torch::equal(halves[0]->codes(), halves[1]->codes()));
  CHECK((halves[0]->codes() - whole.codes()).abs().max().item<double>() < 1e-4);
}

TEST_CASE("replicas put dead codes on the same vectors, some from each") {
  ReplicaTeam team(2, enter_torch_thread);
  Book one(6, team.collective(0)), two(6, team.collective(1));
  team.run([&](int rank) { (rank == 0 ? one : two).step(torch::full({10, 2}, rank == 0 ? 1.f : -1.f)); });
  CHECK(torch::equal(one.codes(), two.codes()));
  CHECK(one.codes().gt(0).all(1).sum().item<int>() == 3);
  CHECK(one.codes().lt(0).all(1).sum().item<int>() == 3);
}

TEST_CASE("perplexity is the number of codes that are used, if they are used alike") {
  CHECK(perplexity(torch::tensor({5.f, 5.f, 0.f, 5.f, 5.f})).item<double>() == doctest::Approx(4));
  CHECK(perplexity(torch::tensor({7.f, 0.f})).item<double>() == doctest::Approx(1));
  const double expected = std::exp(-(0.25 * std::log(0.25) + 0.75 * std::log(0.75)));
  CHECK(perplexity(torch::tensor({1.f, 3.f})).item<double>() == doctest::Approx(expected));
}
