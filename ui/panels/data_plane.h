#pragma once

#include "ui/context.h"
#include "ui/panels/map_view.h"

#include <imgui.h>

#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// The plane that data of points lies on, its test points quietly in it, and whatever a panel draws over them. It shows
/// what models are given as [0, 1], and a little more. UI thread.
class DataPlane {
 public:
  DataPlane() = default;
  ~DataPlane();
  DataPlane(const DataPlane&) = delete;
  DataPlane& operator=(const DataPlane&) = delete;

  /// Whether there is a plane: the data is points.
  static bool fits(const Context& context) { return context.dataset && context.dataset->shape.points(); }
  /// Draws ground, lines and the data's points as large a square as `room` holds, centred in it. It is an item then,
  /// and `id` in the ui-map with `value`; what follows draws over it.
  void draw(Context& context, const std::string& id, ImVec2 room, const std::string& value = {});
  /// Points [count, 2] that belong to `owner`, which changes when they do. How many lie outside is said in the corner.
  void add(Context& context, const std::shared_ptr<const void>& owner, const std::vector<float>& points,
           std::uint32_t colour);
  /// One point, with a ring around it.
  void mark(const Context& context, const float* point, std::uint32_t colour) const;
  void line(const Context& context, const float* from, const float* to, std::uint32_t colour) const;
  /// The number of the point under the pointer; −1 where there is none, or the pointer is elsewhere.
  int under_pointer(const Context& context, const std::vector<float>& points) const;

 private:
  struct Layer {
    int number = 0;
    std::shared_ptr<const void> owner;
    std::uint32_t colour = 0;
    std::shared_ptr<const PointCloud> cloud;
    std::size_t outside = 0;
  };
  void show(Context& context, Layer& layer, const std::shared_ptr<const void>& owner, const std::vector<float>& points,
            std::uint32_t colour, float radius);
  ImVec2 pixel(const float* point) const { return view_.to_pixel({point[0], point[1]}); }

  Graphics* graphics_ = nullptr;
  std::string id_;
  MapView view_;
  Layer data_, added_;
  bool hovered_ = false;
};

}  // namespace zscope::ui
