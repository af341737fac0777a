#include "ui/panels/map_manifold.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/picture_resize.h"
#include "ui/panels/parts.h"
#include "ui/view_state.h"

namespace zscope::ui {
namespace {

constexpr int kBand = 120;     // pictures in a question: a few milliseconds of decoding
constexpr int kCoarse = 200;   // pictures in a grid beyond which a coarse one comes first
constexpr int kHalvable = 16;  // pixels that a picture is wide and high at least, to be shown at half its size

bool empty(const auto& sheet) {
  return std::none_of(sheet.bands.begin(), sheet.bands.end(), [](const auto& band) { return band.image != nullptr; });
}

bool complete(const auto& sheet) {
  return std::all_of(sheet.bands.begin(), sheet.bands.end(), [](const auto& band) { return band.image != nullptr; });
}

}  // namespace

MapManifold::Grid MapManifold::lay_out(const MapView& view, const ImageShape& shape, bool fine) {
  Grid grid;
  grid.halved = fine && shape.width >= kHalvable && shape.height >= kHalvable;
  for (int zoom = 1;;) {
    const float times = grid.halved ? 0.5f : static_cast<float>(zoom);
    const float width = static_cast<float>(shape.width) * times, height = static_cast<float>(shape.height) * times;
    grid.columns = static_cast<int>(std::ceil(view.size().x / width));
    grid.rows = static_cast<int>(std::ceil(view.size().y / height));
    if (grid.count() <= kMost) {
      grid.tile_width = width / view.pixels_per_unit();
      grid.tile_height = height / view.pixels_per_unit();
      // Centred on the canvas, so that growing the window adds the same on both sides.
      const ImVec2 corner(view.corner().x + std::floor((view.size().x - width * static_cast<float>(grid.columns)) / 2),
                          view.corner().y + std::floor((view.size().y - height * static_cast<float>(grid.rows)) / 2));
      grid.corner = view.to_map(corner);
      return grid;
    }
    zoom += grid.halved ? 0 : 1;
    grid.halved = false;
  }
}

MapManifold::Grid MapManifold::coarser(Grid grid) {
  grid.columns = (grid.columns + 1) / 2;
  grid.rows = (grid.rows + 1) / 2;
  grid.tile_width *= 2;
  grid.tile_height *= 2;
  grid.halved = false;
  return grid;
}

MapManifold::Sheet MapManifold::sheet_of(const Grid& grid) {
  Sheet sheet{grid, {}};
  const int rows = std::max(1, kBand / std::max(1, grid.columns));
  for (int first = 0; first < grid.rows; first += rows) {
    sheet.bands.push_back({first, std::min(rows, grid.rows - first), nullptr, {}});
  }
  const auto from_middle = [&](const Band& band) { return std::abs(2 * band.first + band.rows - grid.rows); };
  std::stable_sort(sheet.bands.begin(), sheet.bands.end(),
                   [&](const Band& a, const Band& b) { return from_middle(a) < from_middle(b); });
  return sheet;
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

/// What is on the screen stays below what comes, until that is complete: the newest complete sheet, and above it the
/// newest of those that never were, because a hand moves on.
void MapManifold::start_over(Context& context, const Plane& plane) {
  if (asker_.outdated(context)) sheets_.clear();
  std::erase_if(sheets_, [](const Sheet& sheet) { return empty(sheet); });
  const auto whole = std::find_if(sheets_.rbegin(), sheets_.rend(), [](const Sheet& s) { return complete(s); });
  if (whole != sheets_.rend()) sheets_.erase(sheets_.begin(), whole.base() - 1);
  const std::ptrdiff_t below = whole == sheets_.rend() ? 0 : 1;
  if (std::ssize(sheets_) > below + 1) sheets_.erase(sheets_.begin() + below, sheets_.end() - 1);
  const bool zoomed = sheets_.empty() || sheets_.back().grid.tile_width != plane.grid.tile_width;
  coarse_ = zoomed && plane.grid.count() > kCoarse;
  if (coarse_) {
    Sheet all = sheet_of(coarser(plane.grid));
    all.bands.clear();
    all.bands.push_back({0, all.grid.rows, nullptr, {}});
    sheets_.push_back(std::move(all));
  }
  sheets_.push_back(sheet_of(plane.grid));
  asker_.start_over(context, sheets_.back().bands.size() + (coarse_ ? 1 : 0), coarse_ ? 1 : 0);
  plane_ = plane;
}

DecodeQuestion MapManifold::question(const Context& context, std::size_t part, const Projection& projection) const {
  const bool coarse = coarse_ && part == 0;
  const Sheet& sheet = coarse ? sheets_[sheets_.size() - 2] : sheets_.back();
  const Band& band = sheet.bands[coarse ? 0 : part - (coarse_ ? 1 : 0)];
  const Grid& grid = sheet.grid;
  DecodeQuestion out;
  out.count = band.rows * grid.columns;
  out.columns = grid.columns;
  out.labels = context.view.labels(out.count);
  for (int row = band.first; row < band.first + band.rows; ++row) {
    for (int column = 0; column < grid.columns; ++column) {
      const std::array<float, 2> place = {grid.corner[0] + (static_cast<float>(column) + 0.5f) * grid.tile_width,
                                          grid.corner[1] - (static_cast<float>(row) + 0.5f) * grid.tile_height};
      const std::vector<float> z = projection.to_latent(place, plane_.slice.data());
      out.codes.insert(out.codes.end(), z.begin(), z.end());
    }
  }
  return out;
}

void MapManifold::take(const Context& context) {
  const auto arrived = asker_.take(context, &turn_);
  const Pictures* pictures = arrived ? arrived->answer->as<Pictures>() : nullptr;
  if (!pictures) return;
  const bool coarse = coarse_ && arrived->part == 0;
  Sheet& sheet = coarse ? sheets_[sheets_.size() - 2] : sheets_.back();
  sheet.bands[coarse ? 0 : arrived->part - (coarse_ ? 1 : 0)].image =
      sheet.grid.halved ? std::make_shared<const Image>(halved(pictures->atlas.image))
                        : std::shared_ptr<const Image>(arrived->answer, &pictures->atlas.image);
  // What lies below a sheet that is complete is not seen any more.
  if (coarse) sheets_.erase(sheets_.begin(), sheets_.end() - 2);
  if (!complete(sheets_.back())) return;
  for (std::size_t below = 0; below + 1 < sheets_.size(); ++below) sheets_[below].bands.clear();
}

void MapManifold::ask(Context& context, const MapView& view, const Projection& projection,
                      const std::vector<float>& through, bool fine) {
  settle(projection, through);
  const Plane plane{lay_out(view, context.dataset->shown_shape(), fine),
                    projection.origin,
                    projection.axes[0],
                    projection.axes[1],
                    slice_,
                    context.view.label()};
  if (!asker_.outdated(context)) take(context);
  if (asker_.outdated(context) || (!(plane == plane_) && asker_.may_start_over(context))) start_over(context, plane);
  if (plane == plane_) asker_.ask(context, [&](std::size_t part) { return question(context, part, projection); });
}

void MapManifold::draw(Context& context, const MapView& view, float opacity) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  bool any = false;
  for (Sheet& sheet : sheets_) {
    const Grid& grid = sheet.grid;
    for (Band& band : sheet.bands) {
      if (!band.image) continue;
      const TextureId texture = band.texture.show(context.graphics, band.image, *band.image);
      const auto row = [&](int at) { return grid.corner[1] - grid.tile_height * static_cast<float>(at); };
      const ImVec2 from = view.to_pixel({grid.corner[0], row(band.first)});
      const ImVec2 to = view.to_pixel(
          {grid.corner[0] + grid.tile_width * static_cast<float>(grid.columns), row(band.first + band.rows)});
      list->AddImage(reinterpret_cast<ImTextureID>(texture), {std::round(from.x), std::round(from.y)},
                     {std::round(to.x), std::round(to.y)});
      any = true;
    }
  }
  if (!any) return;
  const ImVec2 corner = view.corner();
  list->AddRectFilled(corner, {corner.x + view.size().x, corner.y + view.size().y},
                      faded(context.theme.ground, 1 - opacity));
}

}  // namespace zscope::ui
