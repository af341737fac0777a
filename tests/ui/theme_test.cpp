#include "ui/theme.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

namespace zscope {
namespace {

using Colour = std::array<double, 3>;
using Matrix = std::array<Colour, 3>;

// Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
constexpr Matrix kTrichromat = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtanope = {
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranope = {
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanope = {
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
constexpr Matrix kXyz = {{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}};

Colour times(const Matrix& matrix, const Colour& colour) {
  Colour result{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) result[row] += matrix[row][column] * colour[column];
  }
  return result;
}

Colour linear(std::uint32_t packed) {
  Colour result{};
  for (int i = 0; i < 3; ++i) {
    const double value = (packed >> (8 * i) & 255) / 255.0;
    result[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return result;
}

Colour lab(const Matrix& eye, std::uint32_t packed) {
  Colour seen = times(eye, linear(packed));
  for (double& value : seen) value = std::fmin(1, std::fmax(0, value));
  const Colour xyz = times(kXyz, seen);
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f(xyz[0] / 0.9505), y = f(xyz[1]), z = f(xyz[2] / 1.089);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double difference(const Matrix& eye, std::uint32_t a, std::uint32_t b) {
  const Colour p = lab(eye, a), q = lab(eye, b);
  return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/// WCAG's ratio of luminances.
double contrast(std::uint32_t a, std::uint32_t b) {
  const double p = times(kXyz, linear(a))[1] + 0.05, q = times(kXyz, linear(b))[1] + 0.05;
  return std::fmax(p, q) / std::fmin(p, q);
}

TEST_CASE("the ten classes can be told apart by colour-blind people, on either ground") {
  for (const ui::Theme* theme : {&ui::dark_theme(), &ui::light_theme()}) {
    for (std::size_t i = 0; i < 10; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        for (const Matrix* eye : {&kTrichromat, &kProtanope, &kDeuteranope}) {
          CHECK(difference(*eye, theme->classes[i], theme->classes[j]) >= 30);
        }
        CHECK(difference(kTritanope, theme->classes[i], theme->classes[j]) >= 19);
      }
      CHECK(difference(kTrichromat, theme->classes[i], theme->panel) >= 25);
    }
  }
}

TEST_CASE("text can be read on panels and ground, and on the accent colour") {
  for (const ui::Theme* theme : {&ui::dark_theme(), &ui::light_theme()}) {
    for (const std::uint32_t ground : {theme->ground, theme->panel}) {
      CHECK(contrast(theme->text, ground) >= 7);
      CHECK(contrast(theme->quiet, ground) >= 4.5);
      CHECK(contrast(theme->error, ground) >= 4.5);
    }
    CHECK(contrast(theme->on_accent, theme->accent) >= 4.5);
  }
}

}  // namespace
}  // namespace zscope
