#include "ui/panels/map_points.h"

#include <algorithm>
#include <utility>

#include "ui/panels/parts.h"

namespace zscope::ui {
namespace {

constexpr float kFaint = 0.12f;

}  // namespace

std::shared_ptr<const MapPart> part_of(const std::shared_ptr<const Survey>& survey) {
  auto part = std::make_shared<MapPart>();
  part->latent_dim = survey->encodings.latent_dim;
  part->labels = survey->labels;
  part->points = survey->points;
  part->means = std::shared_ptr<const std::vector<float>>(survey, &survey->encodings.means);
  return part;
}

std::size_t count_of(const MapParts& parts) {
  std::size_t count = 0;
  for (const auto& part : parts) count += part->points.size() / 2;
  return count;
}

std::vector<float> MapPoints::Hit::code() const {
  const auto first = part->means->begin() + static_cast<std::ptrdiff_t>(index) * part->latent_dim;
  return {first, first + part->latent_dim};
}

std::array<float, 2> MapPoints::Hit::place() const {
  const auto i = static_cast<std::size_t>(index) * 2;
  return {part->points[i], part->points[i + 1]};
}

MapPoints::~MapPoints() {
  if (graphics_ && layer_) graphics_->destroy_layer(layer_);
}

void MapPoints::toggle_highlight(int label) {
  if (!highlighted_.erase(label)) highlighted_.insert(label);
  parts_.clear();
}

std::shared_ptr<const PointCloud> MapPoints::build(const Theme& theme, const MapPart& part) const {
  auto cloud = std::make_shared<PointCloud>();
  cloud->positions = part.points;
  cloud->colours.resize(part.points.size() / 2);
  for (std::size_t i = 0; i < cloud->colours.size(); ++i) {
    const int label = part.label(i);
    cloud->colours[i] = faded(class_colour(theme, label), shown(label) ? 1.f : kFaint);
  }
  return cloud;
}

void MapPoints::draw(Context& context, const MapParts& parts, const MapView& view) {
  if (theme_ != &context.theme) parts_.clear();
  theme_ = &context.theme;
  if (parts != parts_) {
    PointClouds clouds;
    for (const auto& part : parts) {
      const auto known = std::find(parts_.begin(), parts_.end(), part);
      clouds.push_back(known == parts_.end() ? build(context.theme, *part)
                                             : clouds_[static_cast<std::size_t>(known - parts_.begin())]);
    }
    parts_ = parts;
    clouds_ = std::move(clouds);
  }
  graphics_ = &context.graphics;
  // Few points may be larger than thousands.
  const std::size_t count = count_of(parts);
  const float radius = count > 20000 ? 1.5f : count > 2000 ? 2.f : 3.f;
  layer_ = draw_clouds(context.graphics, layer_, clouds_, view, radius * context.scale);
  if (!context.graphics.complete(layer_)) context.clock.redraw_within(0);
}

std::optional<MapPoints::Hit> MapPoints::nearest(const MapParts& parts, const MapView& view, ImVec2 pixel,
                                                 float radius) const {
  const std::array<float, 2> at = view.to_map(pixel);
  const float reach = radius / view.pixels_per_unit();
  float best = reach * reach;
  std::optional<Hit> nearest;
  for (const auto& part : parts) {
    for (std::size_t i = 0; i + 1 < part->points.size(); i += 2) {
      const float across = part->points[i] - at[0];
      const float up = part->points[i + 1] - at[1];
      const float distance = across * across + up * up;
      if (distance < best && shown(part->label(i / 2))) {
        best = distance;
        nearest = Hit{part, static_cast<int>(i / 2)};
      }
    }
  }
  return nearest;
}

}  // namespace zscope::ui
