#pragma once

#include "ui/graphics.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

struct ImDrawData;
struct ImDrawList;

namespace zscope::ui {

/// [left, right) × [top, bottom), pixels of the framebuffer from its upper left corner.
struct PixelRect {
  int left = 0, top = 0, right = 0, bottom = 0;
  bool empty() const { return left >= right || top >= bottom; }
  bool operator==(const PixelRect&) const = default;
};

/// Which parts of the window look different from the frame before. Software OpenGL fills pixels on the cores that
/// train: a slider's picture and its mark on the map are little of a window. It compares what ImGui wants drawn,
/// command by command; knows no OpenGL. UI thread.
class FrameDamage {
 public:
  /// The damaged parts, which do not overlap, after what was compared last. `contents`: a number for each texture that
  /// changes with what the texture shows.
  std::vector<PixelRect> compare(const ImDrawData& data, const std::function<std::uint64_t(TextureId)>& contents);
  /// What was compared last is no longer on the screen: the next frame is damaged as a whole.
  void forget() { lists_.clear(); }

 private:
  /// One draw command: its looks, and the pixels it can reach.
  struct Piece {
    std::uint64_t looks = 0;
    PixelRect reach;
  };
  struct List {
    std::string owner;
    std::vector<Piece> pieces;
  };
  static List pieces_of(const ImDrawList& list, const ImDrawData& data,
                        const std::function<std::uint64_t(TextureId)>& contents);

  PixelRect whole_;
  std::vector<List> lists_;
};

/// Leaves only what lies in `parts` (which do not overlap) of what is to be drawn.
void restrict_to(ImDrawData& data, const std::vector<PixelRect>& parts);

}  // namespace zscope::ui
