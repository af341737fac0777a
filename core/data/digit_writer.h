#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

constexpr int kDigitSide = 28;

/// What write_digit() writes to `factors`, in order; see digits.h.
const std::vector<std::string>& digit_factor_names();

/// Writes one picture [28, 28] and its factors, all determined by the three numbers. Returns the digit. Any thread.
int write_digit(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint8_t* pixels, float* factors);

}  // namespace zscope
