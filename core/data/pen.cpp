#include "data/pen.h"

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

// Pixels over which an edge fades, as wide as scanned and reduced writing shows it.
constexpr float kEdge = 1.2F;

/// The Catmull-Rom spline between b and c at t in [0, 1].
PenPoint between(const PenPoint& a, const PenPoint& b, const PenPoint& c, const PenPoint& d, float t) {
  const auto blend = [t](float p, float q, float r, float s) {
    return q + 0.5F * t * ((r - p) + t * ((2 * p - 5 * q + 4 * r - s) + t * (3 * (q - r) + s - p)));
  };
  return {blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)};
}

}  // namespace

void trace(const Stroke& stroke, float spacing, std::vector<InkPoint>& out) {
  if (stroke.empty()) return;
  out.push_back({stroke.front().x, stroke.front().y, 0});
  for (std::size_t i = 0; i + 1 < stroke.size(); ++i) {
    const PenPoint& b = stroke[i];
    const PenPoint& c = stroke[i + 1];
    // Past a corner or an end the curve knows nothing of what lies beyond.
    const PenPoint& a = i == 0 || b.corner ? b : stroke[i - 1];
    const PenPoint& d = i + 2 == stroke.size() || c.corner ? c : stroke[i + 2];
    const int pieces = std::clamp(static_cast<int>(std::hypot(c.x - b.x, c.y - b.y) * 1.15F / spacing) + 1, 1, 64);
    for (int k = 1; k <= pieces; ++k) {
      const PenPoint p = between(a, b, c, d, static_cast<float>(k) / static_cast<float>(pieces));
      out.push_back({p.x, p.y, 0});
    }
  }
}

void ink(std::span<const InkPoint> path, int width, int height, float* coverage) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const InkPoint p = path[i];
    const InkPoint q = path[i + 1];
    const float reach = std::max(p.radius, q.radius) + kEdge / 2;
    const int left = std::max(0, static_cast<int>(std::floor(std::min(p.x, q.x) - reach)));
    const int right = std::min(width - 1, static_cast<int>(std::floor(std::max(p.x, q.x) + reach)));
    const int top = std::max(0, static_cast<int>(std::floor(std::min(p.y, q.y) - reach)));
    const int bottom = std::min(height - 1, static_cast<int>(std::floor(std::max(p.y, q.y) + reach)));
    const float dx = q.x - p.x;
    const float dy = q.y - p.y;
    const float inverse = 1 / std::max(dx * dx + dy * dy, 1e-12F);
    const float widening = q.radius - p.radius;
    for (int y = top; y <= bottom; ++y) {
      float* row = coverage + static_cast<std::ptrdiff_t>(y) * width;
      const float py = static_cast<float>(y) + 0.5F - p.y;
      for (int x = left; x <= right; ++x) {
        const float px = static_cast<float>(x) + 0.5F - p.x;
        const float t = std::min(1.0F, std::max(0.0F, (px * dx + py * dy) * inverse));
        const float ex = px - t * dx;
        const float ey = py - t * dy;
        const float inside = p.radius + t * widening - std::sqrt(ex * ex + ey * ey);
        const float value = std::min(1.0F, std::max(0.0F, inside * (1 / kEdge) + 0.5F));
        row[x] = std::max(row[x], value);
      }
    }
  }
}

}  // namespace zscope
