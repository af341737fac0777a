#pragma once

#include "explore/question.h"
#include "ui/context.h"
#include "ui/panels/map_view.h"

#include <memory>
#include <set>

namespace zscope::ui {

/// The survey's points, coloured by class, as the shader wants them; and which one is under the pointer. UI thread.
class MapPoints {
 public:
  ~MapPoints();
  MapPoints() = default;
  MapPoints(const MapPoints&) = delete;
  MapPoints& operator=(const MapPoints&) = delete;

  /// Draws into the current window, over the canvas. The cloud is built anew only for another survey, theme or choice
  /// of classes.
  void draw(Context& context, const std::shared_ptr<const Survey>& survey, const MapView& view);
  /// The point nearest to `pixel` within `radius` pixels; -1: none.
  int nearest(const Survey& survey, const MapView& view, ImVec2 pixel, float radius) const;

  bool highlighted(int label) const { return highlighted_.contains(label); }
  /// Classes that are highlighted leave the others faint; with none, all are shown alike.
  void toggle_highlight(int label);

 private:
  bool shown(int label) const { return highlighted_.empty() || highlighted(label); }
  void build(const Theme& theme);

  Graphics* graphics_ = nullptr;
  int layer_ = 0;
  const Theme* theme_ = nullptr;
  std::shared_ptr<const Survey> survey_;
  std::shared_ptr<const PointCloud> cloud_;
  std::set<int> highlighted_;
};

}  // namespace zscope::ui
