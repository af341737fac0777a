#include "data/sampler.h"

#include "data/labelled_pictures.h"

#include <doctest/doctest.h>

#include <set>

using namespace zscope;

TEST_CASE("every epoch shows every picture exactly once, in another order") {
  Sampler sampler(103, 10, 2, 7, 0);
  std::vector<std::vector<std::int64_t>> epochs;
  for (int epoch = 0; epoch < 3; ++epoch) {
    std::vector<std::int64_t> seen;
    for (std::int64_t b = 0; b < sampler.batches_per_epoch(); ++b) {
      const auto& batch = sampler.next();
      seen.insert(seen.end(), batch.begin(), batch.end());
    }
    CHECK(seen.size() == 103);
    CHECK(std::set<std::int64_t>(seen.begin(), seen.end()).size() == 103);
    epochs.push_back(seen);
  }
  CHECK(epochs[0] != epochs[1]);
  CHECK(sampler.position() == 309);
}

TEST_CASE("the same seed gives the same order, and a position is all it takes to go on") {
  Sampler one(50, 8, 1, 3, 0), two(50, 8, 1, 3, 0), other(50, 8, 1, 4, 0);
  for (int i = 0; i < 9; ++i) one.next();
  two.seek(one.position());
  const auto expected = one.next();
  CHECK(two.next() == expected);
  other.seek(two.position() - static_cast<std::int64_t>(expected.size()));
  CHECK(other.next() != expected);
}

TEST_CASE("a rest too small to share among the replicas joins the batch before it") {
  Sampler sampler(21, 10, 2, 1, 0);
  CHECK(sampler.batches_per_epoch() == 2);
  CHECK(sampler.next().size() == 10);
  CHECK(sampler.next().size() == 11);
}

TEST_CASE("few labels are shared out evenly among the classes, by the seed, and never more than there are") {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 200; ++i) labels.push_back(i < 150 ? 0 : i < 190 ? 1 : 2);
  const auto chosen = labelled_pictures(labels, 30, 7);
  CHECK(std::set<std::int64_t>(chosen.begin(), chosen.end()).size() == 30);
  std::vector<int> of_class(3);
  for (const std::int64_t index : chosen) ++of_class[static_cast<std::size_t>(labels[static_cast<std::size_t>(index)])];
  CHECK(of_class == std::vector<int>{10, 10, 10});
  CHECK(labelled_pictures(labels, 30, 7) == chosen);
  CHECK(labelled_pictures(labels, 30, 8) != chosen);
  // The third class has ten pictures only: the others make up for it.
  CHECK(labelled_pictures(labels, 60, 7).size() == 60);
  CHECK(labelled_pictures(labels, 1000, 7).size() == 200);
}
