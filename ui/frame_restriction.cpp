// Of what is to be drawn, only what lies in some parts of the window.

#include "ui/draw_pixels.h"
#include "ui/frame_damage.h"

#include <cmath>

namespace zscope::ui {
namespace {

/// The pixels that ImGui's OpenGL backend lets a command with that clip rectangle reach: it cuts off fractions from the
/// lower left corner and from the size.
PixelRect scissor_of(const ImVec4& clip, const ImDrawData& data) {
  const float left = (clip.x - data.DisplayPos.x) * data.FramebufferScale.x,
              top = (clip.y - data.DisplayPos.y) * data.FramebufferScale.y,
              right = (clip.z - data.DisplayPos.x) * data.FramebufferScale.x,
              bottom = (clip.w - data.DisplayPos.y) * data.FramebufferScale.y;
  const int first_column = static_cast<int>(left), last_row = static_cast<int>(std::ceil(bottom));
  return {first_column, last_row - static_cast<int>(bottom - top), first_column + static_cast<int>(right - left),
          last_row};
}

/// The clip rectangle whose scissor_of() is `rect`, with room for what floats round off.
ImVec4 clip_of(const PixelRect& rect, const ImDrawData& data) {
  const auto place = [](int pixel, float room, float scale, float origin) {
    return (static_cast<float>(pixel) + room) / scale + origin;
  };
  const ImVec2 origin = data.DisplayPos, scale = data.FramebufferScale;
  return {place(rect.left, 0.25f, scale.x, origin.x), place(rect.top, -0.5f, scale.y, origin.y),
          place(rect.right, 0.5f, scale.x, origin.x), place(rect.bottom, -0.25f, scale.y, origin.y)};
}

/// The indices of a command's triangles that reach into `part`: those outside cost the processor their corners, though
/// none of their pixels is drawn.
void add_triangles(ImVector<ImDrawIdx>& to, const ImDrawList& list, const ImDrawCmd& command, const PixelRect& part,
                   const ImDrawData& data) {
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
    const ImDrawIdx* corners = list.IdxBuffer.Data + command.IdxOffset + i;
    const Box box = box_of(vertices, corners);
    if (pixels_of(box.from, box.to, data, part).empty()) continue;
    for (int corner = 0; corner < 3; ++corner) to.push_back(corners[corner]);
  }
}

void restrict_to(ImDrawList& list, const ImDrawData& data, const std::vector<PixelRect>& parts) {
  ImVector<ImDrawCmd> commands;
  ImVector<ImDrawIdx> indices;
  for (const ImDrawCmd& command : list.CmdBuffer) {
    for (const PixelRect& part : parts) {
      const PixelRect drawn = common(scissor_of(command.ClipRect, data), part);
      if (drawn.empty()) continue;
      const int first = indices.Size;
      add_triangles(indices, list, command, drawn, data);
      if (indices.Size == first) continue;
      commands.push_back(command);
      commands.back().ClipRect = clip_of(drawn, data);
      commands.back().IdxOffset = static_cast<unsigned>(first);
      commands.back().ElemCount = static_cast<unsigned>(indices.Size - first);
    }
  }
  list.CmdBuffer.swap(commands);
  list.IdxBuffer.swap(indices);
  // Corners that nothing refers to would be uploaded all the same.
  if (list.CmdBuffer.empty()) list.VtxBuffer.resize(0);
}

}  // namespace

void restrict_to(ImDrawData& data, const std::vector<PixelRect>& parts) {
  for (int i = 0; i < data.CmdListsCount; ++i) restrict_to(*data.CmdLists[i], data, parts);
}

}  // namespace zscope::ui
