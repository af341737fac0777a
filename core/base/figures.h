#pragma once

#include <cstdint>
#include <string>

namespace zscope {

/// "18 s", "4 min 05 s", "2 h 10 min".
std::string duration(double seconds);

/// "21,400".
std::string grouped(std::int64_t number);

/// The same for the text of a number: "-21400.5" is "-21,400.5".
std::string grouped(std::string digits);

/// A measured number with about four telling digits: "105.6", "0.0123", "96,800", "10".
std::string short_figure(double value);

}  // namespace zscope
