#pragma once

#include "ui/widgets/picture_item.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// Where the pictures of a grid stand: whole multiples of their pixels, a small gap between.
struct GridLayout {
  int columns = 1;
  int rows = 1;
  float tile_width = 0, tile_height = 0;  ///< on the screen
  float gap = 0;
  float width() const { return static_cast<float>(columns) * (tile_width + gap) - gap; }
  float height() const { return static_cast<float>(rows) * (tile_height + gap) - gap; }
};

/// `count` pictures as large as they fit in `room`, as square an arrangement as can be; too many of them are shown at
/// their own size and scroll.
GridLayout fit_grid(int count, int picture_width, int picture_height, ImVec2 room, float gap);
/// The same with a given zoom: as many columns as fit.
GridLayout grid_at_zoom(int count, int picture_width, int picture_height, int zoom, float width, float gap);

/// Draws the pictures of an atlas one by one, each with the behaviour of a picture. The texture is uploaded only when
/// the atlas' owner changes.
class PictureGrid {
 public:
  /// What is known of a tile; asked only for tiles that the person deals with. `view` and `image` are filled in.
  using Describe = std::function<PictureItem(int tile)>;

  /// `id`: tiles are "`id`.12" in the ui-map, kind picture, value a hash of the pixels shown. `first`: the number of
  /// the first tile. Returns the tile that was clicked, or -1.
  int draw(Context& context, const std::string& id, const std::shared_ptr<const void>& owner, const Atlas& atlas,
           const GridLayout& layout, const Describe& describe, int first = 0);
  /// One tile of the atlas that is shown.
  PictureView view(const Atlas& atlas, int tile) const;
  /// Uploads if needed, draws nothing.
  void show(Context& context, const std::shared_ptr<const void>& owner, const Atlas& atlas);
  /// One tile at a place of its own; true when it was clicked.
  bool draw_tile(Context& context, const std::string& id, const Atlas& atlas, int tile, ImVec2 corner, ImVec2 size,
                 const Describe& describe);

 private:
  PictureTexture texture_;
  TextureId shown_ = 0;
  std::shared_ptr<const void> owner_;
  std::vector<std::string> hashes_;
};

}  // namespace zscope::ui
