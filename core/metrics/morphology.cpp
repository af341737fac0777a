#include "metrics/morphology.h"

#include "base/share_out.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace zscope {
namespace {

constexpr int kScale = 4;
constexpr double kLeftOut = 0.01;  ///< of the mass, on each side of the box

/// A picture of numbers, [height, width].
struct Plane {
  int width = 0, height = 0;
  std::vector<float> values;
  Plane(int w, int h) : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
  float& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  float at(int x, int y) const { return const_cast<Plane*>(this)->at(x, y); }
  /// 0 outside.
  float around(int x, int y) const { return x < 0 || y < 0 || x >= width || y >= height ? 0.0F : at(x, y); }
};

/// Linear between pixels, which lie in the middle of their blocks; dark outside.
Plane enlarged(std::span<const std::uint8_t> picture, int width, int height) {
  Plane small(width, height);
  std::transform(picture.begin(), picture.end(), small.values.begin(), [](std::uint8_t v) { return v / 255.0F; });
  Plane out(width * kScale, height * kScale);
  for (int y = 0; y < out.height; ++y) {
    const float sy = (static_cast<float>(y) + 0.5F) / kScale - 0.5F;
    const int y0 = static_cast<int>(std::floor(sy));
    const float fy = sy - static_cast<float>(y0);
    for (int x = 0; x < out.width; ++x) {
      const float sx = (static_cast<float>(x) + 0.5F) / kScale - 0.5F;
      const int x0 = static_cast<int>(std::floor(sx));
      const float fx = sx - static_cast<float>(x0);
      out.at(x, y) = (1 - fy) * ((1 - fx) * small.around(x0, y0) + fx * small.around(x0 + 1, y0)) +
                     fy * ((1 - fx) * small.around(x0, y0 + 1) + fx * small.around(x0 + 1, y0 + 1));
    }
  }
  return out;
}

/// Sums of powers about the centre of mass. y points down: a slant to the right makes xy negative.
struct Moments {
  double mass = 0, x = 0, y = 0, xy = 0, yy = 0;
};

Moments moments_of(const Plane& plane) {
  Moments m;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      m.mass += plane.at(x, y);
      m.x += plane.at(x, y) * x;
      m.y += plane.at(x, y) * y;
    }
  }
  if (m.mass <= 0) return m;
  m.x /= m.mass;
  m.y /= m.mass;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      m.xy += plane.at(x, y) * (x - m.x) * (y - m.y) / m.mass;
      m.yy += plane.at(x, y) * (y - m.y) * (y - m.y) / m.mass;
    }
  }
  return m;
}

/// How far it is between the places below which, and above which, the share left out lies.
double trimmed_extent(std::vector<std::pair<double, double>> places_and_mass, double mass) {
  std::sort(places_and_mass.begin(), places_and_mass.end());
  double sum = 0, low = 0, high = 0;
  bool begun = false;
  for (const auto& [place, weight] : places_and_mass) {
    sum += weight;
    if (!begun && sum >= kLeftOut * mass) {
      low = place;
      begun = true;
    }
    high = place;
    if (sum >= (1 - kLeftOut) * mass) break;
  }
  return high - low;
}

using Mask = std::vector<std::uint8_t>;

/// The distance of each stroke pixel to the nearest pixel that is none (Felzenszwalb & Huttenlocher 2012, by columns,
/// then over rows).
std::vector<float> edge_distances(const Mask& mask, int width, int height) {
  const float far = static_cast<float>(width + height);
  std::vector<float> column(mask.size()), out(mask.size());
  const auto at = [&](int x, int y) { return static_cast<std::size_t>(y * width + x); };
  for (int x = 0; x < width; ++x) {
    float run = 0;  // outside the picture is ground
    for (int y = 0; y < height; ++y) column[at(x, y)] = run = mask[at(x, y)] ? run + 1 : 0;
    run = 0;
    for (int y = height - 1; y >= 0; --y) {
      run = mask[at(x, y)] ? run + 1 : 0;
      column[at(x, y)] = std::min(column[at(x, y)], run);
    }
  }
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (!mask[at(x, y)]) continue;
      float best = far * far;
      for (int step = 0; static_cast<float>(step * step) < best; ++step) {
        for (const int other : {x - step, x + step}) {
          const float up = other < 0 || other >= width ? 0 : column[at(other, y)];
          best = std::min(best, static_cast<float>(step * step) + up * up);
        }
      }
      out[at(x, y)] = std::sqrt(best);
    }
  }
  return out;
}

/// One of the two passes of Zhang & Suen 1984. Returns whether any pixel went.
bool thin_once(Mask& mask, int width, bool second, std::vector<std::size_t>& ink) {
  std::vector<std::size_t> gone;
  const auto w = static_cast<std::size_t>(width);
  for (const std::size_t i : ink) {
    // P2 to P9: from the pixel above, clockwise.
    const std::array<int, 8> p{mask[i - w], mask[i - w + 1], mask[i + 1], mask[i + w + 1],
                               mask[i + w], mask[i + w - 1], mask[i - 1], mask[i - w - 1]};
    int neighbours = 0, changes = 0;
    for (std::size_t k = 0; k < 8; ++k) {
      neighbours += p[k];
      changes += p[k] == 0 && p[(k + 1) % 8] == 1;
    }
    if (neighbours < 2 || neighbours > 6 || changes != 1) continue;
    const bool open = second ? p[0] * p[2] * p[6] == 0 && p[0] * p[4] * p[6] == 0
                             : p[0] * p[2] * p[4] == 0 && p[2] * p[4] * p[6] == 0;
    if (open) gone.push_back(i);
  }
  for (const std::size_t i : gone) mask[i] = 0;
  std::erase_if(ink, [&](std::size_t i) { return mask[i] == 0; });
  return !gone.empty();
}

/// Strokes one pixel wide. The mask has a dark frame.
void thin(Mask& mask, int width) {
  std::vector<std::size_t> ink;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i]) ink.push_back(i);
  }
  for (bool changed = true; changed;) {
    changed = thin_once(mask, width, false, ink);
    changed = thin_once(mask, width, true, ink) || changed;
  }
}

/// Links between neighbouring pixels, each once; diagonal ones count √2.
double skeleton_length(const Mask& mask, int width) {
  const auto w = static_cast<std::size_t>(width);
  double length = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (!mask[i]) continue;
    length += mask[i + 1] + mask[i + w] + std::numbers::sqrt2 * (mask[i + w - 1] + mask[i + w + 1]);
  }
  return length;
}

void measure_strokes(const Plane& plane, Morphology& out) {
  const float threshold = 0.5F * *std::max_element(plane.values.begin(), plane.values.end());
  const int width = plane.width + 2, height = plane.height + 2;  // a dark frame
  Mask mask(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      mask[static_cast<std::size_t>((y + 1) * width + x + 1)] = plane.at(x, y) > threshold;
    }
  }
  const std::vector<float> distances = edge_distances(mask, width, height);
  out.area = static_cast<double>(std::count(mask.begin(), mask.end(), 1)) / (kScale * kScale);
  thin(mask, width);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (!mask[i]) continue;
    sum += distances[i];
    ++count;
  }
  // From the middle of a line of 2n + 1 pixels the ground is n + 1 away, from that of 2n pixels n: the edge is half a
  // pixel nearer, or none, so a quarter on average.
  out.thickness = count > 0 ? 2 * (sum / count - 0.25) / kScale : 0;
  out.length = skeleton_length(mask, width) / kScale;
}

}  // namespace

const std::vector<std::string>& morphology_names() {
  static const std::vector<std::string> names{"area", "length", "thickness", "slant", "width", "height"};
  return names;
}

Morphology measure_morphology(std::span<const std::uint8_t> picture, int width, int height) {
  const Plane plane = enlarged(picture, width, height);
  Morphology out;
  const Moments m = moments_of(plane);
  if (m.mass <= 0) return out;
  const double shear = m.yy > 0 ? m.xy / m.yy : 0;
  out.slant = std::atan(-shear);
  std::vector<std::pair<double, double>> across, down;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      if (plane.at(x, y) <= 0) continue;
      across.emplace_back(x - shear * (y - m.y), plane.at(x, y));
      down.emplace_back(y, plane.at(x, y));
    }
  }
  out.width = trimmed_extent(std::move(across), m.mass) / kScale;
  out.height = trimmed_extent(std::move(down), m.mass) / kScale;
  measure_strokes(plane, out);
  return out;
}

std::vector<float> measure_morphologies(const Dataset& dataset, const Split& split, std::int64_t first,
                                        std::int64_t count, Progress& progress) {
  constexpr std::size_t kAtOnce = 50;
  const std::size_t factors = morphology_names().size();
  const auto all = static_cast<std::size_t>(count);
  std::vector<float> out(all * factors);
  const auto plane = static_cast<std::size_t>(dataset.shape.width) * static_cast<std::size_t>(dataset.shape.height);
  share_out((all + kAtOnce - 1) / kAtOnce, 0, progress, "measuring pictures", [&](std::size_t piece) {
    std::vector<std::uint8_t> grey(plane);
    for (std::size_t i = piece * kAtOnce; i < std::min(all, (piece + 1) * kAtOnce); ++i) {
      const auto picture = dataset.picture(split, first + static_cast<std::int64_t>(i));
      for (std::size_t p = 0; p < plane; ++p) {
        int sum = 0;
        for (std::size_t c = p; c < picture.size(); c += plane) sum += picture[c];
        grey[p] = static_cast<std::uint8_t>(sum / dataset.shape.channels);
      }
      const auto values = measure_morphology(grey, dataset.shape.width, dataset.shape.height).values();
      std::copy(values.begin(), values.end(), out.begin() + static_cast<std::ptrdiff_t>(i * factors));
    }
  });
  return out;
}

}  // namespace zscope
