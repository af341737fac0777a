#include "ui/panels/map_points.h"

#include <algorithm>

#include "ui/panels/parts.h"

namespace zscope::ui {
namespace {

constexpr float kFaint = 0.12f;

int label_of(const Survey& survey, std::size_t point) {
  return point < survey.labels.size() ? survey.labels[point] : -1;
}

}  // namespace

MapPoints::~MapPoints() {
  if (graphics_ && layer_) graphics_->destroy_layer(layer_);
}

void MapPoints::toggle_highlight(int label) {
  if (!highlighted_.erase(label)) highlighted_.insert(label);
  cloud_.reset();
}

void MapPoints::build(const Theme& theme) {
  auto cloud = std::make_shared<PointCloud>();
  cloud->positions = survey_->points;
  cloud->colours.resize(survey_->points.size() / 2);
  for (std::size_t i = 0; i < cloud->colours.size(); ++i) {
    const int label = label_of(*survey_, i);
    cloud->colours[i] = faded(class_colour(theme, label), shown(label) ? 1.f : kFaint);
  }
  cloud_ = std::move(cloud);
}

void MapPoints::draw(Context& context, const std::shared_ptr<const Survey>& survey, const MapView& view) {
  if (!survey) return;
  if (survey != survey_ || theme_ != &context.theme || !cloud_) {
    survey_ = survey;
    theme_ = &context.theme;
    build(context.theme);
  }
  graphics_ = &context.graphics;
  // Few points may be larger than ten thousand.
  const float radius = (survey->points.size() > 4000 ? 2.f : 3.f) * context.scale;
  layer_ = draw_cloud(context.graphics, layer_, cloud_, view, radius);
}

int MapPoints::nearest(const Survey& survey, const MapView& view, ImVec2 pixel, float radius) const {
  const std::array<float, 2> at = view.to_map(pixel);
  const float reach = radius / view.pixels_per_unit();
  float best = reach * reach;
  int nearest = -1;
  for (std::size_t i = 0; i + 1 < survey.points.size(); i += 2) {
    const float across = survey.points[i] - at[0];
    const float up = survey.points[i + 1] - at[1];
    const float distance = across * across + up * up;
    if (distance < best && shown(label_of(survey, i / 2))) {
      best = distance;
      nearest = static_cast<int>(i / 2);
    }
  }
  return nearest;
}

}  // namespace zscope::ui
