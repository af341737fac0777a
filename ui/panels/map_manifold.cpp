#include "ui/panels/map_manifold.h"

#include <algorithm>
#include <cmath>

#include "ui/panels/parts.h"
#include "ui/view_state.h"

namespace zscope::ui {
namespace {

constexpr int kMost = 420;  // pictures in a grid: more would hold up training on two cores

}  // namespace

MapManifold::Grid MapManifold::lay_out(const MapView& view, const ImageShape& shape) {
  Grid grid;
  for (int zoom = 1;; ++zoom) {
    const auto width = static_cast<float>(shape.width * zoom);
    const auto height = static_cast<float>(shape.height * zoom);
    grid.columns = static_cast<int>(std::ceil(view.size().x / width));
    grid.rows = static_cast<int>(std::ceil(view.size().y / height));
    if (grid.columns * grid.rows > kMost) continue;
    grid.tile_width = width / view.pixels_per_unit();
    grid.tile_height = height / view.pixels_per_unit();
    // Centred on the canvas, so that growing the window adds the same on both sides.
    const ImVec2 corner(view.corner().x + std::floor((view.size().x - width * static_cast<float>(grid.columns)) / 2),
                        view.corner().y + std::floor((view.size().y - height * static_cast<float>(grid.rows)) / 2));
    grid.corner = view.to_map(corner);
    return grid;
  }
}

// The plane follows z only when z has left it: moving within it asks for nothing new.
void MapManifold::settle(const Projection& projection, const std::vector<float>& through) {
  if (slice_.size() == through.size()) {
    const std::vector<float> nearest = projection.to_latent(projection.to_map(through.data()), slice_.data());
    double apart = 0;
    for (std::size_t i = 0; i < nearest.size(); ++i) {
      apart += (double{nearest[i]} - through[i]) * (double{nearest[i]} - through[i]);
    }
    if (apart < 0.05 * 0.05) return;
  }
  slice_ = through;
}

void MapManifold::ask(Context& context, const MapView& view, const Projection& projection,
                      const std::vector<float>& through) {
  settle(projection, through);
  const Grid grid = lay_out(view, context.dataset->shown_shape());
  const int count = grid.columns * grid.rows;
  codes_.clear();
  codes_.reserve(static_cast<std::size_t>(count) * slice_.size());
  for (int row = 0; row < grid.rows; ++row) {
    for (int column = 0; column < grid.columns; ++column) {
      const std::array<float, 2> place = {grid.corner[0] + (static_cast<float>(column) + 0.5f) * grid.tile_width,
                                          grid.corner[1] - (static_cast<float>(row) + 0.5f) * grid.tile_height};
      const std::vector<float> z = projection.to_latent(place, slice_.data());
      codes_.insert(codes_.end(), z.begin(), z.end());
    }
  }
  asker_.ask(context, DecodeQuestion{count, codes_, context.view.labels(count), grid.columns});
  asked_[asker_.asked()] = grid;
}

bool MapManifold::draw(Context& context, const MapView& view, float opacity) {
  asker_.update();
  const std::shared_ptr<const Pictures> pictures = asker_.get<Pictures>();
  if (!pictures) return false;
  const std::uint64_t answered = asker_.answered();
  std::erase_if(asked_, [&](const auto& asked) { return asked.first < answered; });
  const auto asked = asked_.find(answered);
  if (asked == asked_.end()) return false;
  const Grid& shown = asked->second;
  const TextureId texture = texture_.show(context.graphics, pictures, pictures->atlas.image);
  const ImVec2 from = view.to_pixel(shown.corner);
  const ImVec2 to = view.to_pixel({shown.corner[0] + shown.tile_width * static_cast<float>(shown.columns),
                                   shown.corner[1] - shown.tile_height * static_cast<float>(shown.rows)});
  ImGui::GetWindowDrawList()->AddImage(reinterpret_cast<ImTextureID>(texture), {std::round(from.x), std::round(from.y)},
                                       {std::round(to.x), std::round(to.y)}, {0, 0}, {1, 1},
                                       faded(0xffffffffu, opacity));
  return true;
}

}  // namespace zscope::ui
