#pragma once

#include <cstddef>
#include <vector>

namespace zscope::ui {

/// [left, right) × [top, bottom), pixels of the framebuffer from its upper left corner.
struct PixelRect {
  int left = 0, top = 0, right = 0, bottom = 0;
  bool empty() const { return left >= right || top >= bottom; }
  long area() const { return empty() ? 0 : static_cast<long>(right - left) * (bottom - top); }
  bool operator==(const PixelRect&) const = default;
};

/// What both cover; empty when nothing.
PixelRect common(const PixelRect& a, const PixelRect& b);
/// The smallest one around both, neither of which is empty.
PixelRect around(const PixelRect& a, const PixelRect& b);

/// A few rectangles that together cover all that was added: as little besides as their number allows.
class PixelParts {
 public:
  void add(const PixelRect& rect);
  /// They do not overlap.
  std::vector<PixelRect> take();

 private:
  void join(std::size_t a, std::size_t b);
  void join_cheapest();
  bool join_close();
  std::vector<PixelRect> parts_;
};

}  // namespace zscope::ui
