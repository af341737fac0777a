#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>

namespace zscope {

// What a command's numeric options take, for check(): the help shows the range, and anything else gets one sentence
// that says which numbers there are to choose from. Not a number and infinity are never among them.

/// Whole numbers, both ends included.
CLI::Validator whole_from(std::int64_t low, std::int64_t high);
/// Whole numbers from 0: indices, steps.
CLI::Validator whole_from_zero();
/// Random seeds: 64 bits.
CLI::Validator any_seed();
/// Both ends included.
CLI::Validator number_from(double low, double high);
/// `low` itself excluded.
CLI::Validator number_above(double low, double high);

}  // namespace zscope
