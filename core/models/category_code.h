#pragma once

#include "models/libtorch.h"

#include <cstdint>

namespace zscope {

// A choice among K written as K numbers of the latent space: the largest says which. Drawn from N(0, I), each is as
// likely as any other, so that sliders, samples and maps need know nothing of choices.

/// [n, K] to one 1 a row, where the largest is.
torch::Tensor chosen(const torch::Tensor& numbers);
/// Class numbers [n] to [n, classes]; a row of zeros where the number is negative.
torch::Tensor one_hot_rows(const torch::Tensor& classes, std::int64_t count);
/// The mean of K normal numbers, given with what probability each of them is the largest: [n, K] to [n, K].
torch::Tensor expected_numbers(const torch::Tensor& probabilities);

}  // namespace zscope
