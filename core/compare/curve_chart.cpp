#include "compare/curve_chart.h"

#include "base/figures.h"
#include "compare/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace zscope {
namespace {

constexpr double kWidth = 960, kHeight = 300, kLeft = 64, kRight = 190, kTop = 12, kBottom = 34;
constexpr std::array<std::uint32_t, 8> kColours = {0x3d94d9, 0xe69f00, 0x22a884, 0xd55e00,
                                                   0xcc79a7, 0x8a7de0, 0x9a8f00, 0x888f99};
constexpr std::array kDashes = {"", "7 4", "2 4", "10 4 2 4"};

/// A round step that makes about `count` of them in a range.
double round_step(double range, int count) {
  const double raw = range / count, power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (raw <= step * power) return step * power;
  }
  return 10 * power;
}

/// Maps a range of values to a range of the picture.
struct Scale {
  double low, high, from, to;
  double operator()(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

/// The values that most of the curves' course lies in: the first fall from untrained heights is cut off.
Scale value_scale(const std::vector<Curve>& curves) {
  std::vector<double> values;
  for (const Curve& curve : curves) {
    for (const auto& [seconds, value] : curve.points) {
      if (std::isfinite(value)) values.push_back(value);
    }
  }
  if (values.empty()) values = {0};
  std::sort(values.begin(), values.end());
  double low = values.front(), high = values[(values.size() - 1) * 95 / 100];
  if (high <= low) high = low + std::max(1e-6, std::abs(low) * 0.1);
  const double step = round_step(high - low, 5);
  return {std::floor(low / step) * step, std::ceil(high / step) * step, kHeight - kBottom, kTop};
}

std::string grid(const Scale& x, const Scale& y) {
  std::string out;
  const double y_step = round_step(y.high - y.low, 5), x_step = round_step(x.high - x.low, 6);
  for (double value = y.low; value <= y.high + y_step / 2; value += y_step) {
    out += fmt::format(
        "<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"var(--line)\"/>"
        "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.4g}</text>",
        kLeft, kWidth - kRight, y(value), y(value), kLeft - 8, y(value) + 4, std::abs(value) < 1e-12 ? 0.0 : value);
  }
  for (double value = 0; value <= x.high; value += x_step) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.4g}{}</text>", x(value),
                       kHeight - kBottom + 18, value, value == 0 ? "" : " s");
  }
  return out;
}

std::string line(const Curve& curve, std::size_t index, const Scale& x, const Scale& y) {
  std::string path;
  for (const auto& [seconds, value] : curve.points) {
    path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "M" : " L", x(seconds), y(std::min(value, y.high)));
  }
  std::string marks;
  if (curve.points.size() < 3) {
    for (const auto& [seconds, value] : curve.points) {
      marks += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>", x(seconds),
                           y(std::min(value, y.high)), html_colour(index));
    }
  }
  return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>{}", path,
                     html_colour(index), kDashes[index % kDashes.size()], marks);
}

/// Names beside the lines' ends, moved apart where they would lie on each other.
std::string names(const Comparison& comparison, const Scale& x, const Scale& y) {
  std::vector<std::pair<double, std::size_t>> places;
  for (std::size_t i = 0; i < comparison.curves.size(); ++i) {
    const auto& points = comparison.curves[i].points;
    if (!points.empty()) places.emplace_back(y(std::min(points.back().second, y.high)), i);
  }
  std::sort(places.begin(), places.end());
  for (std::size_t i = 1; i < places.size(); ++i) places[i].first = std::max(places[i].first, places[i - 1].first + 16);
  const double over = places.empty() ? 0 : std::max(0.0, places.back().first - (kHeight - kBottom));
  std::string out;
  for (const auto& [place, i] : places) {
    // A thin line leads from the curve's end to its name.
    const auto& [seconds, value] = comparison.curves[i].points.back();
    out +=
        fmt::format("<path d=\"M{:.1f},{:.1f} L{:.1f},{:.1f}\" stroke=\"{}\" stroke-opacity=\"0.35\" fill=\"none\"/>",
                    x(seconds) + 4, y(std::min(value, y.high)), kWidth - kRight + 6, place - over, html_colour(i));
    out += fmt::format("<text x=\"{}\" y=\"{:.1f}\" style=\"fill:{}\">{}</text>", kWidth - kRight + 10,
                       place - over + 4, html_colour(i), html_text(comparison.names[i]));
  }
  return out;
}

}  // namespace

std::uint32_t run_colour(std::size_t index) { return kColours[index % kColours.size()]; }

std::string html_colour(std::size_t run) { return fmt::format("#{:06x}", run_colour(run)); }

std::string curve_chart(const Comparison& comparison) {
  double last = 0;
  for (const Curve& curve : comparison.curves) {
    if (!curve.points.empty()) last = std::max(last, curve.points.back().first);
  }
  const Scale x{0, std::max(last, 1e-3), kLeft, kWidth - kRight}, y = value_scale(comparison.curves);
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", kWidth, kHeight,
                                html_text(comparison.curve_title));
  svg += grid(x, y);
  for (std::size_t i = 0; i < comparison.curves.size(); ++i) {
    if (!comparison.curves[i].points.empty()) svg += line(comparison.curves[i], i, x, y);
  }
  return svg + names(comparison, x, y) + "</svg>";
}

}  // namespace zscope
