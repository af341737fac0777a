#include "runs/curve.h"

namespace zscope {

std::optional<double> recorded(const MetricRecord& record, const std::string& figure) {
  for (const auto& [name, value] : record.losses) {
    if (name == figure) return value;
  }
  return {};
}

Curve curve_of(const std::vector<MetricRecord>& records, const std::string& figure) {
  Curve curve;
  for (const MetricRecord& record : records) {
    if (const auto value = recorded(record, figure)) curve.points.emplace_back(record.seconds, *value);
  }
  return curve;
}

std::optional<double> best_of(const Curve& curve, int better) {
  std::optional<double> best;
  for (const auto& [seconds, value] : curve.points) {
    if (!best || better * value > better * *best) best = value;
  }
  return best;
}

std::optional<double> seconds_to(const Curve& curve, double level, int better) {
  for (const auto& [seconds, value] : curve.points) {
    if (better * value >= better * level) return seconds;
  }
  return {};
}

}  // namespace zscope
