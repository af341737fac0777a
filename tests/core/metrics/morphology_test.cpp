#include "metrics/morphology.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace zscope;

namespace {

constexpr int kSide = 28;

/// A bar of soft edges around (14, 14) that leans by `shear` pixels sideways per pixel up.
Morphology bar(double width, double height, double shear = 0) {
  constexpr int kFine = 8;
  std::vector<std::uint8_t> picture(kSide * kSide);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      int inside = 0;
      for (int i = 0; i < kFine * kFine; ++i) {
        const double py = y + (i / kFine + 0.5) / kFine - 14, px = x + (i % kFine + 0.5) / kFine - 14 + shear * py;
        inside += std::abs(px) < width / 2 && std::abs(py) < height / 2;
      }
      picture[static_cast<std::size_t>(y * kSide + x)] = static_cast<std::uint8_t>(255 * inside / (kFine * kFine));
    }
  }
  return measure_morphology(picture, kSide, kSide);
}

}  // namespace

TEST_CASE("a bar is measured as long, thick and high as it was drawn") {
  for (const double thickness : {2.0, 3.0, 5.0}) {
    CAPTURE(thickness);
    const Morphology found = bar(thickness, 16);
    CHECK(found.area == doctest::Approx(16 * thickness).epsilon(0.06));
    CHECK(found.thickness == doctest::Approx(thickness).epsilon(0.12));
    // Thinning takes half a thickness from each end, and little more.
    CHECK(found.length > 16 - thickness - 1.5);
    CHECK(found.length < 17);
    CHECK(std::abs(found.slant) < 1e-3);
    CHECK(found.width == doctest::Approx(thickness).epsilon(0.25));
    CHECK(found.height == doctest::Approx(16).epsilon(0.06));
  }
}

TEST_CASE("a bar that leans has the slant it was drawn with, to the right positive, and a box that leans with it") {
  const Morphology upright = bar(3, 16);
  for (const double shear : {-0.5, 0.3, 0.6}) {
    CAPTURE(shear);
    const Morphology found = bar(3, 16, shear);
    CHECK(found.slant == doctest::Approx(std::atan(shear)).epsilon(0.04));
    CHECK(found.width == doctest::Approx(upright.width).epsilon(0.2));
    CHECK(found.height == doctest::Approx(upright.height).epsilon(0.05));
  }
  CHECK(bar(3, 16, 0.6).length > upright.length);
}

TEST_CASE("a dark picture has no strokes, and a bright one is measured without harm") {
  const auto values = measure_morphology(std::vector<std::uint8_t>(64), 8, 8).values();
  CHECK(std::all_of(values.begin(), values.end(), [](double value) { return value == 0; }));
  const Morphology bright = measure_morphology(std::vector<std::uint8_t>(64, 255), 8, 8);
  CHECK(bright.area == doctest::Approx(64).epsilon(0.1));
  CHECK(std::isfinite(bright.thickness));
}
