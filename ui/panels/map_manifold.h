#pragma once

#include "ui/asker.h"
#include "ui/panels/map_view.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace zscope::ui {

/// What the model makes of every place on the map: a grid of decoded pictures behind the points. Asked for on the
/// background channel for the part that is seen; until it arrives, the grid before moves along. UI thread.
class MapManifold {
 public:
  /// `through`: the point of the latent space that the plane of the map passes through.
  void ask(Context& context, const MapView& view, const Projection& projection, const std::vector<float>& through);
  void rest() { asker_.rest(); }
  /// Draws what there is; false when there is nothing yet.
  bool draw(Context& context, const MapView& view, float opacity);
  const std::string& error() const { return asker_.error(); }
  std::shared_ptr<const Pictures> pictures() const { return asker_.get<Pictures>(); }

 private:
  /// Where a grid lies on the map: its top left corner and the size of a tile, map coordinates.
  struct Grid {
    std::array<float, 2> corner = {0, 0};
    float tile_width = 1, tile_height = 1;
    int columns = 0, rows = 0;
    bool operator==(const Grid&) const = default;
  };
  static Grid lay_out(const MapView& view, const ImageShape& shape);
  void settle(const Projection& projection, const std::vector<float>& through);

  Asker asker_{Priority::background};
  PictureTexture texture_;
  std::map<std::uint64_t, Grid> asked_;  ///< by question: the one on the screen, and those after it
  std::vector<float> slice_;             ///< [latent_dim], a point of the plane that was asked for
  std::vector<float> codes_;             ///< [columns * rows, latent_dim]
};

}  // namespace zscope::ui
