#pragma once

#include "explore/question.h"
#include "ui/graphics.h"

#include <imgui.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace zscope::ui {

/// Which part of the map is seen where on the screen. One unit is as long across as it is up: nothing is stretched.
class MapView {
 public:
  /// The canvas of this frame, window pixels.
  void set_canvas(ImVec2 corner, ImVec2 size);
  ImVec2 corner() const { return corner_; }
  ImVec2 size() const { return size_; }
  float pixels_per_unit() const { return pixels_per_unit_; }
  ImVec2 to_pixel(std::array<float, 2> map) const;
  std::array<float, 2> to_map(ImVec2 pixel) const;
  PointView point_view(float radius) const;

  /// Keeps the place under `pixel` where it is.
  void zoom(ImVec2 pixel, float factor);
  void pan(ImVec2 pixels);
  /// Shows all of a rectangle (left, bottom, right, top) as large as it fits, until zoom or pan.
  void fit(std::array<float, 4> box);
  /// True until the person has zoomed or panned.
  bool fitted() const { return fitted_; }
  void refit() { fitted_ = true; }

 private:
  ImVec2 corner_ = {0, 0}, size_ = {1, 1};
  std::array<float, 2> centre_ = {0, 0};
  float pixels_per_unit_ = 50;
  bool fitted_ = true;
};

/// Draws points over the canvas, in the current window, from a layer of their own (0: a new one); which layer that is.
int draw_clouds(Graphics& graphics, int layer, const PointClouds& clouds, const MapView& view, float radius);

/// The rectangle worth seeing: almost all of the points, and at least the prior's ±3. Follows calmly: while `before`
/// holds everything and is not far too large, it stays.
std::array<float, 4> worth_seeing(const Survey* survey, const std::array<float, 4>& before);

/// The plane of two latent dimensions through the origin: a map for models that cannot encode.
Projection latent_plane(int latent_dim, int across, int up);

/// The plane through three points, A to B from left to right, C above; its own origin is its place nearest to 0. Of
/// many dimensions no two say much about a picture: this plane holds three different ones. None where they lie in a
/// line.
std::optional<Projection> plane_through(const std::vector<float>& a, const std::vector<float>& b,
                                        const std::vector<float>& c);
/// The rectangle that shows all of `points` [n, 2] and the prior's ±3.
std::array<float, 4> box_around(const std::vector<float>& points);

}  // namespace zscope::ui
