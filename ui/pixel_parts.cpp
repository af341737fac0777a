#include "ui/pixel_parts.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace zscope::ui {
namespace {

/// Every part is drawn by draw calls of its own and copied to the screen by one of its own.
constexpr std::size_t kMostParts = 12;
/// While parts are gathered: which of them had better be one shows when all are there.
constexpr std::size_t kMostGathered = 24;
/// Pixels that may be drawn in vain to save a part: about what its draw calls cost.
constexpr long kWorthAPart = 4096;

/// Pixels that the common frame covers and neither of the two does.
long waste(const PixelRect& a, const PixelRect& b) {
  return around(a, b).area() - a.area() - b.area() + common(a, b).area();
}

}  // namespace

PixelRect common(const PixelRect& a, const PixelRect& b) {
  return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
}

PixelRect around(const PixelRect& a, const PixelRect& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}

void PixelParts::add(const PixelRect& rect) {
  if (rect.empty()) return;
  std::size_t best = 0;
  long least = std::numeric_limits<long>::max();
  for (std::size_t i = parts_.size(); i-- > 0;) {  // neighbours come one after another
    const long wasted = waste(parts_[i], rect);
    if (wasted >= least) continue;
    least = wasted;
    best = i;
    if (least == 0) break;
  }
  if (!parts_.empty() && least <= kWorthAPart) {
    parts_[best] = around(parts_[best], rect);
    return;
  }
  parts_.push_back(rect);
  if (parts_.size() > kMostGathered) join_cheapest();
}

void PixelParts::join(std::size_t a, std::size_t b) {
  parts_[a] = around(parts_[a], parts_[b]);
  parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(b));
}

/// Two of them become one, so that the fewest pixels are drawn in vain.
void PixelParts::join_cheapest() {
  std::size_t a = 0, b = 1;
  long least = std::numeric_limits<long>::max();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    for (std::size_t k = i + 1; k < parts_.size(); ++k) {
      const long wasted = waste(parts_[i], parts_[k]);
      if (wasted >= least) continue;
      least = wasted;
      a = i;
      b = k;
    }
  }
  join(a, b);
}

/// Two that overlap, or lie close to each other, become one. False when there are none.
bool PixelParts::join_close() {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    for (std::size_t k = i + 1; k < parts_.size(); ++k) {
      if (common(parts_[i], parts_[k]).empty() && waste(parts_[i], parts_[k]) > kWorthAPart) continue;
      join(i, k);
      return true;
    }
  }
  return false;
}

std::vector<PixelRect> PixelParts::take() {
  // A part that grew may have come over, or close to, another one.
  for (;;) {
    while (join_close()) {
    }
    if (parts_.size() <= kMostParts) return std::exchange(parts_, {});
    join_cheapest();
  }
}

}  // namespace zscope::ui
