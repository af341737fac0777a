#include "models/category_code.h"

#include "core/finite_differences.h"
#include "models/noise.h"
#include "torch_doctest.h"

using namespace zscope;

TEST_CASE("of the numbers of a choice the largest counts, and drawn from the prior each is as likely as any other") {
  CHECK(
      torch::equal(chosen(torch::tensor({0.1f, 2.f, -1.f}).view({1, 3})), torch::tensor({0.f, 1.f, 0.f}).view({1, 3})));
  Noise noise(torch::kCPU, 3);
  const torch::Tensor share = chosen(noise.normal({20000, 10})).mean(0);
  CHECK((share - 0.1).abs().max().item<double>() < 0.01);
}

TEST_CASE("a class becomes a row with one 1, and no class a row of zeros") {
  const torch::Tensor rows = one_hot_rows(torch::tensor({2, -1, 0}, torch::kInt64), 3);
  CHECK(torch::equal(rows, torch::tensor({0.f, 0.f, 1.f, 0.f, 0.f, 0.f, 1.f, 0.f, 0.f}).view({3, 3})));
}

TEST_CASE("numbers of which one is known to be the largest average to what is expected of them") {
  Noise noise(torch::kCPU, 4);
  for (const std::int64_t count : {2, 10}) {
    const torch::Tensor numbers = noise.normal({400000, count});
    const torch::Tensor third = numbers.index_select(0, numbers.argmax(1).eq(1).nonzero().squeeze(1));
    const torch::Tensor certain = one_hot_rows(torch::tensor({1}, torch::kInt64), count);
    CHECK((expected_numbers(certain)[0] - third.mean(0)).abs().max().item<double>() < 0.015);
    // No knowledge: the prior's own mean.
    const torch::Tensor nothing = torch::full({1, count}, 1.0 / static_cast<double>(count));
    CHECK(expected_numbers(nothing).abs().max().item<double>() < 1e-4);
    CHECK(torch::equal(chosen(expected_numbers(certain)), certain));
  }
}
