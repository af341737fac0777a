#include "ui/frame_damage.h"

#include "ui/draw_pixels.h"

#include <imgui.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace zscope::ui {
namespace {

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

void add_command(Looks& looks, const ImDrawCmd& command, const FrameDamage::Contents& contents) {
  const auto texture = reinterpret_cast<TextureId>(command.GetTexID());
  looks.add(texture);
  looks.add(contents(texture));
  looks.add(&command.ClipRect, sizeof command.ClipRect);
}

std::uint64_t looks_of(const ImDrawList& list, const FrameDamage::Contents& contents) {
  Looks looks;
  for (const ImDrawCmd& command : list.CmdBuffer) {
    add_command(looks, command, contents);
    looks.add(command.ElemCount);
  }
  looks.add(list.VtxBuffer.Data, static_cast<std::size_t>(list.VtxBuffer.size_in_bytes()));
  looks.add(list.IdxBuffer.Data, static_cast<std::size_t>(list.IdxBuffer.size_in_bytes()));
  return looks.value();
}

/// Where the first of each looks stands: open addressing, for thousands of entries made anew in every frame.
class Places {
 public:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  explicit Places(std::size_t count) : slots_(std::bit_ceil(2 * count + 1)) {}
  void put(std::uint64_t looks, std::size_t place) {
    Slot& slot = find(looks);
    if (slot.place == kNowhere) slot = {looks, place};
  }
  std::size_t get(std::uint64_t looks) { return find(looks).place; }

 private:
  struct Slot {
    std::uint64_t looks = 0;
    std::size_t place = kNowhere;
  };
  Slot& find(std::uint64_t looks) {
    std::size_t at = looks & (slots_.size() - 1);
    while (slots_[at].place != kNowhere && slots_[at].looks != looks) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }
  std::vector<Slot> slots_;
};

}  // namespace

std::vector<FrameDamage::Triangle> FrameDamage::triangles_of(const ImDrawList& list, const ImDrawData& data,
                                                             const Contents& contents) {
  std::vector<Triangle> out;
  out.reserve(static_cast<std::size_t>(list.IdxBuffer.Size / 3));
  const PixelRect whole = whole_of(data);
  for (const ImDrawCmd& command : list.CmdBuffer) {
    Looks of_command;
    add_command(of_command, command, contents);
    const ImVec4& clip = command.ClipRect;
    const PixelRect limit = pixels_of({clip.x, clip.y}, {clip.z, clip.w}, data, whole);
    const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
    for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
      const ImDrawIdx* corners = list.IdxBuffer.Data + command.IdxOffset + i;
      const Box box = box_of(vertices, corners);
      const PixelRect reach = pixels_of(box.from, box.to, data, limit);
      if (reach.empty()) continue;
      Looks looks = of_command;
      for (int corner = 0; corner < 3; ++corner) looks.add(vertices + corners[corner], sizeof(ImDrawVert));
      out.push_back({looks.value(), reach});
    }
  }
  return out;
}

/// What stands in both, in the same order, is drawn alike; all else damages its place, old and new. Pixels that no
/// other triangle reaches than those that stayed, in their order, are what they were.
void FrameDamage::compare(const std::vector<Triangle>& before, const std::vector<Triangle>& now, PixelParts& parts) {
  const auto same = [](const Triangle& a, const Triangle& b) { return a.looks == b.looks; };
  const auto differ = std::mismatch(before.begin(), before.end(), now.begin(), now.end(), same);
  const auto start = static_cast<std::size_t>(differ.first - before.begin());
  std::size_t end_before = before.size(), end_now = now.size();
  while (end_before > start && end_now > start && same(before[end_before - 1], now[end_now - 1])) {
    --end_before;
    --end_now;
  }
  Places places(end_before - start);
  for (std::size_t i = start; i < end_before; ++i) places.put(before[i].looks, i);
  std::size_t at = start;
  for (std::size_t i = start; i < end_now; ++i) {
    const std::size_t place = places.get(now[i].looks);
    if (place == Places::kNowhere || place < at) {
      parts.add(now[i].reach);
      continue;
    }
    for (; at < place; ++at) parts.add(before[at].reach);
    ++at;
  }
  for (; at < end_before; ++at) parts.add(before[at].reach);
}

std::vector<PixelRect> FrameDamage::compare(const ImDrawData& data, const Contents& contents) {
  std::vector<List> before = std::exchange(lists_, {});
  const PixelRect whole_before = std::exchange(whole_, whole_of(data));
  const bool all = before.empty() || whole_before != whole_;
  PixelParts parts;
  std::size_t at = 0;  // among the windows of the frame before
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    List now{list._OwnerName ? list._OwnerName : "", looks_of(list, contents), {}};
    const auto found = std::find_if(before.begin() + static_cast<std::ptrdiff_t>(at), before.end(),
                                    [&](const List& old) { return old.owner == now.owner; });
    const bool stayed = !all && found != before.end();
    if (stayed && found->looks == now.looks) {
      now.triangles = std::move(found->triangles);
    } else {
      now.triangles = triangles_of(list, data, contents);
      if (!all) compare(stayed ? found->triangles : std::vector<Triangle>{}, now.triangles, parts);
    }
    if (stayed) {
      // Windows between them are gone, or come later now and are new there.
      for (auto passed = before.begin() + static_cast<std::ptrdiff_t>(at); passed != found; ++passed)
        compare(passed->triangles, {}, parts);
      at = static_cast<std::size_t>(found - before.begin()) + 1;
    }
    lists_.push_back(std::move(now));
  }
  if (all) return {whole_};
  for (; at < before.size(); ++at) compare(before[at].triangles, {}, parts);
  return parts.take();
}

}  // namespace zscope::ui
