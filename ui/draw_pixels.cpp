#include "ui/draw_pixels.h"

#include <algorithm>

namespace zscope::ui {

PixelRect whole_of(const ImDrawData& data) {
  return {0, 0, static_cast<int>(data.DisplaySize.x * data.FramebufferScale.x),
          static_cast<int>(data.DisplaySize.y * data.FramebufferScale.y)};
}

PixelRect pixels_of(ImVec2 from, ImVec2 to, const ImDrawData& data, const PixelRect& limit) {
  const auto pixel = [](float place, float origin, float scale, float rounded) {
    return static_cast<int>(std::clamp((place - origin) * scale + rounded, -1e6f, 1e6f));
  };
  const ImVec2 origin = data.DisplayPos, scale = data.FramebufferScale;
  return common({pixel(from.x, origin.x, scale.x, -1), pixel(from.y, origin.y, scale.y, -1),
                 pixel(to.x, origin.x, scale.x, 2), pixel(to.y, origin.y, scale.y, 2)},
                limit);
}

Box box_of(const ImDrawVert* vertices, const ImDrawIdx* triangle) {
  const ImVec2 a = vertices[triangle[0]].pos, b = vertices[triangle[1]].pos, c = vertices[triangle[2]].pos;
  return {{std::min({a.x, b.x, c.x}), std::min({a.y, b.y, c.y})},
          {std::max({a.x, b.x, c.x}), std::max({a.y, b.y, c.y})}};
}

}  // namespace zscope::ui
