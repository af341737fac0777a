#include "app/number_range.h"

#include "base/figures.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <functional>
#include <string>

namespace zscope {
namespace {

std::string written(double number) { return grouped(fmt::format("{}", number)); }

/// All of `typed`, and no more than the type holds: CLI11's own conversion takes "-1" for a seed of 2^64 - 1.
template <typename Number>
bool read(const std::string& typed, Number& number) {
  const char* end = typed.data() + typed.size();
  const auto [stopped, error] = std::from_chars(typed.data(), end, number);
  return error == std::errc() && stopped == end;
}

/// `range` completes the sentence, `shown` is what the help has beside the option; `holds` judges what could be read.
template <typename Number>
CLI::Validator numbers(const std::string& range, const std::string& shown, std::function<bool(Number)> holds) {
  const auto check = [range, holds](std::string& typed) {
    Number number{};
    if (!read(typed, number) || !holds(number)) {
      return fmt::format("{} is no {}", typed.empty() ? "nothing" : typed, range);
    }
    typed = fmt::format("{}", number);  // 010 is ten, where CLI11 would read eight
    return std::string();
  };
  return CLI::Validator(check, shown);
}

/// So close to 0 that other conversions take it for 0.
bool is_subnormal(double number) { return std::fpclassify(number) == FP_SUBNORMAL; }

}  // namespace

CLI::Validator whole_from(std::int64_t low, std::int64_t high) {
  return numbers<std::int64_t>(fmt::format("whole number from {} to {}", grouped(low), grouped(high)),
                               fmt::format("[{} to {}]", grouped(low), grouped(high)),
                               [low, high](std::int64_t number) { return number >= low && number <= high; });
}

CLI::Validator whole_from_zero() {
  return numbers<std::int64_t>("whole number from 0 on", {}, [](std::int64_t number) { return number >= 0; });
}

CLI::Validator any_seed() {
  return numbers<std::uint64_t>("whole number from 0 to 2^64 - 1", {}, [](std::uint64_t) { return true; });
}

CLI::Validator number_from(double low, double high) {
  return numbers<double>(fmt::format("number from {} to {}", written(low), written(high)),
                         fmt::format("[{} to {}]", written(low), written(high)),
                         [low, high](double number) { return number >= low && number <= high; });
}

CLI::Validator number_above(double low, double high) {
  return numbers<double>(
      fmt::format("number above {} and up to {}", written(low), written(high)), fmt::format("[above {}]", written(low)),
      [low, high](double number) { return number > low && number <= high && !is_subnormal(number); });
}

}  // namespace zscope
