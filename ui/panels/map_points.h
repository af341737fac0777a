#pragma once

#include "explore/question.h"
#include "ui/context.h"
#include "ui/panels/map_view.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace zscope::ui {

/// Some pictures of the data set and where they lie on the map.
struct MapPart {
  bool test = true;
  std::int64_t first = 0, every = 1;  ///< picture i of these is number first + i * every of its set
  int latent_dim = 0;
  std::vector<int> labels;                          ///< [n], or empty
  std::vector<float> points;                        ///< [n, 2]
  std::shared_ptr<const std::vector<float>> means;  ///< [n, latent_dim]

  PictureRef picture(int i) const { return {test, first + i * every}; }
  int label(std::size_t i) const { return i < labels.size() ? labels[i] : -1; }
};
using MapParts = std::vector<std::shared_ptr<const MapPart>>;

/// The test pictures of a survey.
std::shared_ptr<const MapPart> part_of(const std::shared_ptr<const Survey>& survey);
std::size_t count_of(const MapParts& parts);

/// Encoded pictures as points, coloured by class, as the shader wants them; and which one is under the pointer. UI
/// thread.
class MapPoints {
 public:
  /// One point.
  struct Hit {
    std::shared_ptr<const MapPart> part;
    int index = 0;
    PictureRef picture() const { return part->picture(index); }
    std::vector<float> code() const;
    std::array<float, 2> place() const;
  };

  ~MapPoints();
  MapPoints() = default;
  MapPoints(const MapPoints&) = delete;
  MapPoints& operator=(const MapPoints&) = delete;

  /// Draws into the current window, over the canvas. A part is built only once for each theme and choice of classes.
  void draw(Context& context, const MapParts& parts, const MapView& view);
  /// The point nearest to `pixel` within `radius` pixels.
  std::optional<Hit> nearest(const MapParts& parts, const MapView& view, ImVec2 pixel, float radius) const;

  bool highlighted(int label) const { return highlighted_.contains(label); }
  /// Classes that are highlighted leave the others faint; with none, all are shown alike.
  void toggle_highlight(int label);

 private:
  bool shown(int label) const { return highlighted_.empty() || highlighted(label); }
  std::shared_ptr<const PointCloud> build(const Theme& theme, const MapPart& part) const;

  Graphics* graphics_ = nullptr;
  int layer_ = 0;
  const Theme* theme_ = nullptr;
  MapParts parts_;
  PointClouds clouds_;  ///< of parts_
  std::set<int> highlighted_;
};

}  // namespace zscope::ui
