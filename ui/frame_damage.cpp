#include "ui/frame_damage.h"

#include <imgui.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace zscope::ui {
namespace {

/// A draw call for each part of each command that reaches it: beyond a few parts their common frame costs less.
constexpr std::size_t kMostParts = 6;

PixelRect common(const PixelRect& a, const PixelRect& b) {
  return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
}

PixelRect around(const PixelRect& a, const PixelRect& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}

/// Multiply and rotate, eight bytes at a time: fast, and good enough to tell two frames apart.
class Looks {
 public:
  void add(std::uint64_t word) { state_ = std::rotl((state_ ^ word) * 0x9e3779b97f4a7c15u, 29); }
  void add(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (; size >= 8; size -= 8, bytes += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes, 8);
      add(word);
    }
    std::uint64_t rest = size;
    std::memcpy(&rest, bytes, size);
    add(rest);
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3u;
};

/// Pixels of the framebuffer that the rectangle touches, and one more on each side, within `limit`.
PixelRect pixels_of(ImVec2 from, ImVec2 to, const ImDrawData& data, const PixelRect& limit) {
  const auto pixel = [](float place, float origin, float scale, float rounded) {
    return static_cast<int>(std::clamp((place - origin) * scale + rounded, -1e6f, 1e6f));
  };
  const ImVec2 origin = data.DisplayPos, scale = data.FramebufferScale;
  return common({pixel(from.x, origin.x, scale.x, -1), pixel(from.y, origin.y, scale.y, -1),
                 pixel(to.x, origin.x, scale.x, 2), pixel(to.y, origin.y, scale.y, 2)},
                limit);
}

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

PixelRect whole_of(const ImDrawData& data) {
  return {0, 0, static_cast<int>(data.DisplaySize.x * data.FramebufferScale.x),
          static_cast<int>(data.DisplaySize.y * data.FramebufferScale.y)};
}

/// Adds a part and joins what overlaps.
void add_part(std::vector<PixelRect>& parts, PixelRect part) {
  if (part.empty()) return;
  for (std::size_t i = 0; i < parts.size();) {
    if (common(parts[i], part).empty()) {
      ++i;
      continue;
    }
    part = around(part, parts[i]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
    i = 0;  // the larger one may overlap those passed already
  }
  parts.push_back(part);
  if (parts.size() <= kMostParts) return;
  PixelRect all = parts.front();
  for (const PixelRect& one : parts) all = around(all, one);
  parts = {all};
}

}  // namespace

FrameDamage::List FrameDamage::pieces_of(const ImDrawList& list, const ImDrawData& data,
                                         const std::function<std::uint64_t(TextureId)>& contents) {
  List out{list._OwnerName ? list._OwnerName : "", {}};
  const PixelRect whole = whole_of(data);
  for (const ImDrawCmd& command : list.CmdBuffer) {
    Piece piece;
    Looks looks;
    const auto texture = reinterpret_cast<TextureId>(command.GetTexID());
    looks.add(texture);
    looks.add(contents(texture));
    looks.add(&command.ClipRect, sizeof command.ClipRect);
    if (command.ElemCount > 0) {
      const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
      const auto [lowest, highest] = std::minmax_element(indices, indices + command.ElemCount);
      const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
      const unsigned first = *lowest, last = *highest;
      looks.add(vertices + first, (last - first + 1) * sizeof(ImDrawVert));
      // Indices shift when something before them grows.
      for (unsigned i = 0; i < command.ElemCount; ++i) looks.add(indices[i] - first);
      ImVec2 from = vertices[first].pos, to = from;
      for (unsigned v = first; v <= last; ++v) {
        from = {std::min(from.x, vertices[v].pos.x), std::min(from.y, vertices[v].pos.y)};
        to = {std::max(to.x, vertices[v].pos.x), std::max(to.y, vertices[v].pos.y)};
      }
      const ImVec4& clip = command.ClipRect;
      piece.reach =
          common(pixels_of(from, to, data, whole), pixels_of({clip.x, clip.y}, {clip.z, clip.w}, data, whole));
    }
    piece.looks = looks.value();
    out.pieces.push_back(piece);
  }
  return out;
}

std::vector<PixelRect> FrameDamage::compare(const ImDrawData& data,
                                            const std::function<std::uint64_t(TextureId)>& contents) {
  std::vector<List> now;
  for (int i = 0; i < data.CmdListsCount; ++i) now.push_back(pieces_of(*data.CmdLists[i], data, contents));
  const auto before = std::exchange(lists_, std::move(now));
  const PixelRect whole_before = std::exchange(whole_, whole_of(data));
  const bool same_windows = std::equal(before.begin(), before.end(), lists_.begin(), lists_.end(),
                                       [](const List& a, const List& b) { return a.owner == b.owner; });
  if (!same_windows || before.empty() || whole_before != whole_) return {whole_};
  std::vector<PixelRect> parts;
  for (std::size_t l = 0; l < lists_.size(); ++l) {
    const std::vector<Piece>&a = before[l].pieces, &b = lists_[l].pieces;
    const bool paired = a.size() == b.size();
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      if (paired && a[i].looks == b[i].looks) continue;
      if (i < a.size()) add_part(parts, a[i].reach);
      if (i < b.size()) add_part(parts, b[i].reach);
    }
  }
  return parts;
}

void restrict_to(ImDrawData& data, const std::vector<PixelRect>& parts) {
  for (int i = 0; i < data.CmdListsCount; ++i) {
    ImVector<ImDrawCmd>& commands = data.CmdLists[i]->CmdBuffer;
    ImVector<ImDrawCmd> left;
    for (const ImDrawCmd& command : commands) {
      for (const PixelRect& part : parts) {
        const PixelRect drawn = common(scissor_of(command.ClipRect, data), part);
        if (drawn.empty()) continue;
        left.push_back(command);
        left.back().ClipRect = clip_of(drawn, data);
      }
    }
    commands.swap(left);
  }
}

}  // namespace zscope::ui
