#include "ui/pixel_parts.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace zscope {
namespace {

using ui::PixelParts;
using ui::PixelRect;

long area_of(const std::vector<PixelRect>& parts) {
  long area = 0;
  for (const PixelRect& part : parts) area += part.area();
  return area;
}

bool covered(const PixelRect& rect, const std::vector<PixelRect>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const PixelRect& part) { return ui::common(part, rect) == rect; });
}

TEST_CASE("small parts all over the window stay small, whatever order they come in") {
  // Figures at the top, a plot below, marks on the map, a column of numbers at the right.
  std::vector<PixelRect> rects = {{1240, 80, 1260, 95},  {66, 46, 640, 61},   {1176, 603, 1235, 662},
                                  {634, 603, 1099, 662}, {66, 627, 535, 784}, {558, 245, 638, 393}};
  for (int row = 0; row < 6; ++row) rects.push_back({900, 100 + 80 * row, 920, 110 + 80 * row});
  long all = 0;
  for (const PixelRect& rect : rects) all += rect.area();
  for (int turn = 0; turn < static_cast<int>(rects.size()); ++turn) {
    std::rotate(rects.begin(), rects.begin() + 1, rects.end());
    PixelParts parts;
    for (const PixelRect& rect : rects) parts.add(rect);
    const auto taken = parts.take();
    CHECK(taken.size() <= 12);
    CHECK(area_of(taken) < all + 20000);
    for (const PixelRect& rect : rects) CHECK(covered(rect, taken));
  }
}

TEST_CASE("of more parts than there may be, those become one that lie closest, and none overlap") {
  PixelParts parts;
  std::vector<PixelRect> rects;
  for (int row = 0; row < 8; ++row) {
    for (int column = 0; column < 8; ++column) {
      rects.push_back({150 * column, 100 * row, 150 * column + 20, 100 * row + 20});
      parts.add(rects.back());
    }
  }
  const auto taken = parts.take();
  CHECK(taken.size() <= 12);
  for (const PixelRect& rect : rects) CHECK(covered(rect, taken));
  for (std::size_t i = 0; i < taken.size(); ++i) {
    for (std::size_t k = i + 1; k < taken.size(); ++k) CHECK(ui::common(taken[i], taken[k]).empty());
  }
  CHECK(parts.take().empty());
}

}  // namespace
}  // namespace zscope
