#include "ui/widgets/ticks.h"

#include "base/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscope::ui {
namespace {

std::string fixed(double value, int decimals) {
  if (std::abs(value) >= 1e9 || (decimals > 6 && value != 0)) return fmt::format("{:.3g}", value);
  std::string text = fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 6));
  if (text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')) text.erase(0, 1);
  text = grouped(std::move(text));
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  return text;
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int most) {
  std::vector<Tick> ticks;
  if (!(high > low) || most < 1 || !std::isfinite(high - low)) return ticks;
  const double rough = (high - low) / most;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  double smaller = step / 2;  // the next round one
  for (const double nice : {1.0, 2.0, 5.0}) {
    if (nice * power >= rough * (1 - 1e-9)) {
      step = nice * power;
      smaller = nice == 5 ? 2 * power : step / 2;
      break;
    }
  }
  // One tick alone gives no scale.
  if (most > 1 && std::floor(high / step + 1e-9) - std::ceil(low / step - 1e-9) < 1) step = smaller;
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  // Counted, not added up, so that the labels are exact.
  const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
  for (double i = first; i <= last && ticks.size() < 1000; ++i) ticks.push_back({i * step, fixed(i * step, decimals)});
  return ticks;
}

std::vector<Tick> logarithmic_ticks(double low, double high, int most) {
  std::vector<Tick> ticks;
  if (!(low > 0) || !(high > low) || most < 1) return ticks;
  const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
  const int decades = std::max(1, last - first);
  const bool between = decades * 3 <= most * 2;
  for (int every = std::max(1, (decades + most - 1) / most); every >= 1 && ticks.size() < 2; --every) {
    ticks.clear();
    for (int exponent = first; exponent <= last; exponent += every) {
      for (const double nice : {1.0, 2.0, 5.0}) {
        if (nice > 1 && !between) continue;
        const double value = nice * std::pow(10, exponent);
        if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
        ticks.push_back(
            {value, std::abs(exponent) > 5 ? fmt::format("{:.0e}", value) : fixed(value, std::max(0, -exponent))});
      }
    }
  }
  // Less than a decade may hold none of these, or one.
  return ticks.size() < 2 ? linear_ticks(low, high, most) : ticks;
}

std::string figure(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const double size = std::abs(value);
  if (size != 0 && size < 1e-3) return fmt::format("{:.2e}", value);
  return fixed(value, size >= 1000 ? 1 : size >= 100 ? 2 : size >= 1 ? 3 : 4);
}

}  // namespace zscope::ui
