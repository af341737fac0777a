#pragma once

#include <string>
#include <vector>

namespace zscope::ui {

struct Tick {
  double value = 0;
  std::string label;
};

/// Round values (1, 2 or 5 times a power of ten) over [low, high], at most `most` of them, labels with just the digits
/// that tell them apart.
std::vector<Tick> linear_ticks(double low, double high, int most);
/// The same on a logarithmic axis: powers of ten, with 2 and 5 between where there is room. Both ends above zero.
std::vector<Tick> logarithmic_ticks(double low, double high, int most);
/// "1,234.5", "0.00012": a figure for hover, as many digits as it deserves.
std::string figure(double value);

}  // namespace zscope::ui
