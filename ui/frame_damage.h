#pragma once

#include "ui/graphics.h"
#include "ui/pixel_parts.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

struct ImDrawData;
struct ImDrawList;

namespace zscope::ui {

/// Which parts of the window look different from the frame before. Software OpenGL fills pixels on the cores that
/// train: a slider's picture and its mark on the map are little of a window. It compares what ImGui wants drawn,
/// triangle by triangle; knows no OpenGL. UI thread.
class FrameDamage {
 public:
  /// A number for each texture that changes with what the texture shows.
  using Contents = std::function<std::uint64_t(TextureId)>;

  /// The damaged parts, which do not overlap, after what was compared last.
  std::vector<PixelRect> compare(const ImDrawData& data, const Contents& contents);
  /// What was compared last is no longer on the screen: the next frame is damaged as a whole.
  void forget() { lists_.clear(); }

 private:
  struct Triangle {
    std::uint64_t looks = 0;
    PixelRect reach;  ///< the pixels it can change
  };
  /// What one window of ImGui draws.
  struct List {
    std::string owner;
    std::uint64_t looks = 0;
    std::vector<Triangle> triangles;  ///< those that can be seen, in their order
  };
  static std::vector<Triangle> triangles_of(const ImDrawList& list, const ImDrawData& data, const Contents& contents);
  static void compare(const std::vector<Triangle>& before, const std::vector<Triangle>& now, PixelParts& parts);

  PixelRect whole_;
  std::vector<List> lists_;
};

/// Leaves only what lies in `parts` (which do not overlap) of what is to be drawn.
void restrict_to(ImDrawData& data, const std::vector<PixelRect>& parts);

}  // namespace zscope::ui
