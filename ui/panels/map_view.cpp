#include "ui/panels/map_view.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kPrior = 3;  // standard deviations that are always seen

// The middle 99% of one coordinate of the points, or the prior where that reaches further.
std::array<float, 2> extent(const std::vector<float>& points, std::size_t coordinate) {
  std::vector<float> values;
  values.reserve(points.size() / 2);
  for (std::size_t i = coordinate; i < points.size(); i += 2) {
    if (std::isfinite(points[i])) values.push_back(points[i]);
  }
  if (values.empty()) return {-kPrior, kPrior};
  const auto at = [&](double share) {
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
  };
  return {std::min(-kPrior, at(0.005)), std::max(kPrior, at(0.995))};
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

/// from + by · along
std::vector<float> moved(std::vector<float> from, double by, const std::vector<float>& along) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<float>(from[i] + by * along[i]);
  return from;
}

/// Of length 1; empty where there is no length to speak of.
std::vector<float> direction(const std::vector<float>& v) {
  const double length = std::sqrt(dot(v, v));
  return length < 1e-3 ? std::vector<float>() : moved(std::vector<float>(v.size(), 0), 1 / length, v);
}

}  // namespace

void MapView::set_canvas(ImVec2 corner, ImVec2 size) {
  corner_ = corner;
  size_ = ImVec2(std::max(1.f, size.x), std::max(1.f, size.y));
}

ImVec2 MapView::to_pixel(std::array<float, 2> map) const {
  return {corner_.x + size_.x / 2 + (map[0] - centre_[0]) * pixels_per_unit_,
          corner_.y + size_.y / 2 - (map[1] - centre_[1]) * pixels_per_unit_};
}

std::array<float, 2> MapView::to_map(ImVec2 pixel) const {
  return {centre_[0] + (pixel.x - corner_.x - size_.x / 2) / pixels_per_unit_,
          centre_[1] - (pixel.y - corner_.y - size_.y / 2) / pixels_per_unit_};
}

PointView MapView::point_view(float radius) const {
  PointView view;
  const std::array<float, 2> top_left = to_map(corner_);
  const std::array<float, 2> bottom_right = to_map({corner_.x + size_.x, corner_.y + size_.y});
  view.left = top_left[0];
  view.top = top_left[1];
  view.right = bottom_right[0];
  view.bottom = bottom_right[1];
  view.width = static_cast<int>(size_.x);
  view.height = static_cast<int>(size_.y);
  view.radius = radius;
  return view;
}

void MapView::zoom(ImVec2 pixel, float factor) {
  const std::array<float, 2> before = to_map(pixel);
  pixels_per_unit_ = std::clamp(pixels_per_unit_ * factor, 0.5f, 20000.f);
  const std::array<float, 2> after = to_map(pixel);
  for (std::size_t i = 0; i < 2; ++i) centre_[i] += before[i] - after[i];
  fitted_ = false;
}

void MapView::pan(ImVec2 pixels) {
  centre_[0] -= pixels.x / pixels_per_unit_;
  centre_[1] += pixels.y / pixels_per_unit_;
  fitted_ = false;
}

void MapView::fit(std::array<float, 4> box) {
  const float margin = 1.08f;
  centre_ = {(box[0] + box[2]) / 2, (box[1] + box[3]) / 2};
  pixels_per_unit_ = std::max(0.5f, std::min(size_.x / (box[2] - box[0]), size_.y / (box[3] - box[1])) / margin);
}

int draw_clouds(Graphics& graphics, int layer, const PointClouds& clouds, const MapView& view, float radius) {
  layer = graphics.draw_points(layer, clouds, view.point_view(radius));
  if (const TextureId texture = graphics.layer_texture(layer)) {
    const ImVec2 corner = view.corner();
    const ImVec2 to(corner.x + static_cast<float>(static_cast<int>(view.size().x)),
                    corner.y + static_cast<float>(static_cast<int>(view.size().y)));
    ImGui::GetWindowDrawList()->AddImage(reinterpret_cast<ImTextureID>(texture), corner, to);
  }
  return layer;
}

std::array<float, 4> worth_seeing(const Survey* survey, const std::array<float, 4>& before) {
  if (!survey || survey->points.empty()) return {-kPrior, -kPrior, kPrior, kPrior};
  const std::array<float, 2> across = extent(survey->points, 0);
  const std::array<float, 2> up = extent(survey->points, 1);
  const bool holds = before[0] <= across[0] && before[2] >= across[1] && before[1] <= up[0] && before[3] >= up[1];
  const float room =
      std::max((before[2] - before[0]) / (across[1] - across[0]), (before[3] - before[1]) / (up[1] - up[0]));
  if (holds && room < 1.6f) return before;
  // Some air, so that the next survey still fits.
  const float air_across = 0.1f * (across[1] - across[0]);
  const float air_up = 0.1f * (up[1] - up[0]);
  return {across[0] - air_across, up[0] - air_up, across[1] + air_across, up[1] + air_up};
}

Projection latent_plane(int latent_dim, int across, int up) {
  Projection plane;
  plane.latent_dim = latent_dim;
  plane.origin.assign(static_cast<std::size_t>(latent_dim), 0);
  for (std::vector<float>& axis : plane.axes) axis.assign(static_cast<std::size_t>(latent_dim), 0);
  if (across < latent_dim) plane.axes[0][static_cast<std::size_t>(across)] = 1;
  if (up < latent_dim && up != across) plane.axes[1][static_cast<std::size_t>(up)] = 1;
  return plane;
}

std::optional<Projection> plane_through(const std::vector<float>& a, const std::vector<float>& b,
                                        const std::vector<float>& c) {
  if (a.size() != b.size() || a.size() != c.size()) return std::nullopt;
  const std::vector<float> across = direction(moved(b, -1, a));
  if (across.empty()) return std::nullopt;
  const std::vector<float> aside = moved(c, -1, a), up = direction(moved(aside, -dot(aside, across), across));
  if (up.empty()) return std::nullopt;
  Projection plane;
  plane.latent_dim = static_cast<int>(a.size());
  plane.origin = moved(moved(a, -dot(a, across), across), -dot(a, up), up);
  plane.axes = {across, up};
  return plane;
}

std::array<float, 4> box_around(const std::vector<float>& points) {
  std::array<float, 4> box = {-kPrior, -kPrior, kPrior, kPrior};
  constexpr float kAir = 1;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    for (std::size_t k = 0; k < 2; ++k) {
      box[k] = std::min(box[k], points[i + k] - kAir);
      box[k + 2] = std::max(box[k + 2], points[i + k] + kAir);
    }
  }
  return box;
}

}  // namespace zscope::ui
