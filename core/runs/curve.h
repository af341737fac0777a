#pragma once

#include "runs/record.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// The same to every model that makes its pictures again.
inline constexpr const char* kInPixels = "test/squared_error";
/// What of a test set's figures says how good a run is, the most telling first; games' scores do not.
inline constexpr std::array kTelling = {"test/loss", kInPixels, "test/reconstruction"};

/// How a figure went: values (nats, or what the figure is in) over seconds of training.
struct Curve {
  std::vector<std::pair<double, double>> points;
};

/// A loss of one record; nothing where it has none of that name.
std::optional<double> recorded(const MetricRecord& record, const std::string& figure);

/// A recorded figure over seconds of training.
Curve curve_of(const std::vector<MetricRecord>& records, const std::string& figure);

/// The best value of a curve, nothing where it has none. `better`: 1 where higher is better, −1 where lower is.
std::optional<double> best_of(const Curve& curve, int better);

/// Seconds of training after which a curve was first as good as `level`; nothing when it never was.
std::optional<double> seconds_to(const Curve& curve, double level, int better);

}  // namespace zscope
