#include "ui/widgets/picture_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

// Of the arrangements that fit, the one nearest to a square; no columns when none fits.
int columns_that_fit(int count, ImVec2 tile, ImVec2 room, float gap) {
  const int most = std::min(count, static_cast<int>((room.x + gap) / (tile.x + gap)));
  const int rows = static_cast<int>((room.y + gap) / (tile.y + gap));
  if (most < 1 || rows < 1) return 0;
  const int least = (count + rows - 1) / rows;
  if (least > most) return 0;
  const int square = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count))));
  return std::clamp(square, least, most);
}

GridLayout arrange(int count, int columns, ImVec2 tile, float gap) {
  GridLayout layout;
  layout.columns = std::max(1, columns);
  layout.rows = (count + layout.columns - 1) / layout.columns;
  layout.tile_width = tile.x;
  layout.tile_height = tile.y;
  layout.gap = gap;
  return layout;
}

ImVec2 tile_size(int width, int height, int zoom) {
  return {static_cast<float>(width * zoom), static_cast<float>(height * zoom)};
}

}  // namespace

GridLayout fit_grid(int count, int picture_width, int picture_height, ImVec2 room, float gap) {
  for (int zoom = whole_zoom(picture_width, picture_height, room.x, room.y); zoom > 1; --zoom) {
    const ImVec2 tile = tile_size(picture_width, picture_height, zoom);
    if (const int columns = columns_that_fit(count, tile, room, gap)) return arrange(count, columns, tile, gap);
  }
  const ImVec2 tile = tile_size(picture_width, picture_height, 1);
  const int columns = columns_that_fit(count, tile, room, gap);
  return columns ? arrange(count, columns, tile, gap)
                 : grid_at_zoom(count, picture_width, picture_height, 1, room.x, gap);
}

GridLayout grid_at_zoom(int count, int picture_width, int picture_height, int zoom, float width, float gap) {
  const ImVec2 tile = tile_size(picture_width, picture_height, zoom);
  return arrange(count, std::min(count, static_cast<int>((width + gap) / (tile.x + gap))), tile, gap);
}

PictureView PictureGrid::view(const Atlas& atlas, int tile) const {
  const auto u = [&](int x) { return static_cast<float>(x) / static_cast<float>(atlas.image.width); };
  const auto v = [&](int y) { return static_cast<float>(y) / static_cast<float>(atlas.image.height); };
  const int x = tile % atlas.columns * atlas.tile_width;
  const int y = tile / atlas.columns * atlas.tile_height;
  return {
      shown_, {u(x), v(y)}, {u(x + atlas.tile_width), v(y + atlas.tile_height)}, atlas.tile_width, atlas.tile_height};
}

void PictureGrid::show(Context& context, const std::shared_ptr<const void>& owner, const Atlas& atlas) {
  if (owner == owner_) return;
  shown_ = texture_.show(context.graphics, owner, atlas.image);
  owner_ = owner;
  hashes_.assign(static_cast<std::size_t>(atlas.count), {});
}

bool PictureGrid::draw_tile(Context& context, const std::string& id, const Atlas& atlas, int tile, ImVec2 corner,
                            ImVec2 size, const Describe& describe) {
  ImGui::SetCursorScreenPos(ImVec2(std::floor(corner.x), std::floor(corner.y)));
  ImGui::PushID(id.c_str());
  ImGui::InvisibleButton("picture", size);
  bool clicked = false;
  if (ImGui::IsItemVisible()) {
    std::string& hash = hashes_.at(static_cast<std::size_t>(tile));
    if (hash.empty()) hash = content_hash(atlas, tile);
    record(context, id, "picture", fmt::format("{} {}", context.words("picture"), id.substr(id.rfind('.') + 1)), hash);
    draw_picture(ImGui::GetWindowDrawList(), view(atlas, tile), ImGui::GetItemRectMin(), size);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive() || ImGui::IsItemDeactivated() || ImGui::IsPopupOpen("menu")) {
      PictureItem item = describe(tile);
      item.view = view(atlas, tile);
      item.image = [&atlas, tile] { return atlas.tile(tile); };
      clicked = picture_behaviour(context, item);
    }
  }
  ImGui::PopID();
  return clicked;
}

int PictureGrid::draw(Context& context, const std::string& id, const std::shared_ptr<const void>& owner,
                      const Atlas& atlas, const GridLayout& layout, const Describe& describe, int first) {
  show(context, owner, atlas);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const ImVec2 size(layout.tile_width, layout.tile_height);
  int clicked = -1;
  for (int tile = 0; tile < atlas.count; ++tile) {
    const ImVec2 corner(origin.x + static_cast<float>(tile % layout.columns) * (layout.tile_width + layout.gap),
                        origin.y + static_cast<float>(tile / layout.columns) * (layout.tile_height + layout.gap));
    if (!ImGui::IsRectVisible(corner, ImVec2(corner.x + size.x, corner.y + size.y))) continue;
    if (draw_tile(context, id + "." + std::to_string(first + tile), atlas, tile, corner, size, describe))
      clicked = tile;
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy(ImVec2(layout.width(), layout.height()));
  return clicked;
}

}  // namespace zscope::ui
