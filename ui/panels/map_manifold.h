#pragma once

#include "ui/context.h"
#include "ui/panels/map_view.h"
#include "ui/panels/part_asker.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// What the model makes of every place on the map: a grid of decoded pictures behind the points, of the part that is
/// seen. It comes coarse first, then band by band from the middle outwards; until then, the grid before moves along. UI
/// thread.
class MapManifold {
 public:
  static constexpr int kMost = 1200;  ///< pictures in a grid

  /// `through`: the point of the latent space that the plane of the map passes through. `fine`: pictures of half the
  /// size, where so many are not too many.
  void ask(Context& context, const MapView& view, const Projection& projection, const std::vector<float>& through,
           bool fine);
  void rest() { asker_.rest(); }
  /// Draws what there is, through a veil of the ground's colour that leaves `opacity` of it.
  void draw(Context& context, const MapView& view, float opacity);
  const std::string& error() const { return asker_.error(); }

 private:
  /// Where a grid lies on the map: its top left corner and the size of a tile, map coordinates.
  struct Grid {
    std::array<float, 2> corner = {0, 0};
    float tile_width = 1, tile_height = 1;
    int columns = 0, rows = 0;
    bool halved = false;
    int count() const { return columns * rows; }
    bool operator==(const Grid&) const = default;
  };
  /// What the pictures are of.
  struct Plane {
    Grid grid;
    std::vector<float> origin, across, up;  ///< of the projection
    std::vector<float> slice;               ///< [latent_dim], a point of the plane
    int label = 0;
    bool operator==(const Plane&) const = default;
  };
  /// Some rows of a grid.
  struct Band {
    int first = 0, rows = 0;
    std::shared_ptr<const Image> image;
    PictureTexture texture;
  };
  struct Sheet {
    Grid grid;
    std::vector<Band> bands;
  };
  static Grid lay_out(const MapView& view, const ImageShape& shape, bool fine);
  static Grid coarser(Grid grid);
  static Sheet sheet_of(const Grid& grid);
  void settle(const Projection& projection, const std::vector<float>& through);
  void start_over(Context& context, const Plane& plane);
  void take(const Context& context);
  DecodeQuestion question(const Context& context, std::size_t part, const Projection& projection) const;

  PartAsker asker_;
  FrameClock::Turn turn_{.size = 2, .every = 2};
  Plane plane_;
  std::vector<float> slice_;
  std::vector<Sheet> sheets_;  ///< the oldest first; the last one is asked for
  bool coarse_ = false;        ///< the last but one is a coarse one of the same place, and asked for before
};

}  // namespace zscope::ui
