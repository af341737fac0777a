#include "ui/panels/data_plane.h"

#include "base/figures.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/ticks.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr int kLines = 6;
constexpr float kNear = 8;  // pixels at scale 1 within which the pointer is on a point

}  // namespace

DataPlane::~DataPlane() {
  for (const Layer* layer : {&data_, &added_}) {
    if (graphics_ && layer->number) graphics_->destroy_layer(layer->number);
  }
}

void DataPlane::draw(Context& context, const std::string& id, ImVec2 room, const std::string& value) {
  const float side = std::max(1.f, std::floor(std::min(room.x, room.y)));
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const ImVec2 corner(std::floor(start.x + std::max(0.f, (room.x - side) / 2)), std::floor(start.y));
  const ImVec2 end(corner.x + side, corner.y + side);
  ImGui::SetCursorScreenPos(corner);
  ImGui::InvisibleButton(id.c_str(), {side, side});
  record(context, id, "plot", context.dataset->name, value);
  id_ = id;
  hovered_ = ImGui::IsItemHovered();
  const auto reach = static_cast<float>(context.dataset->shape.reach);
  view_.set_canvas(corner, {side, side});
  view_.fit({-reach, -reach, reach, reach});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(corner, end, context.theme.ground, 2 * context.scale);
  for (const Tick& tick : linear_ticks(-reach, reach, kLines)) {
    const auto at = static_cast<float>(tick.value);
    const ImVec2 cross = view_.to_pixel({at, at});
    list.AddLine({std::floor(cross.x) + 0.5f, corner.y}, {std::floor(cross.x) + 0.5f, end.y}, context.theme.line);
    list.AddLine({corner.x, std::floor(cross.y) + 0.5f}, {end.x, std::floor(cross.y) + 0.5f}, context.theme.line);
  }
  show(context, data_, context.dataset, context.dataset->test.values, faded(context.theme.quiet, 0.6f), 1);
}

void DataPlane::add(Context& context, const std::shared_ptr<const void>& owner, const std::vector<float>& points,
                    std::uint32_t colour) {
  show(context, added_, owner, points, colour, 1.5f);
  if (added_.outside == 0) return;
  const std::string text = sentence(context, "plane.outside", grouped(static_cast<std::int64_t>(added_.outside)),
                                    grouped(static_cast<std::int64_t>(points.size() / 2)));
  const ImVec2 corner(view_.corner().x + 6 * context.scale,
                      view_.corner().y + view_.size().y - ImGui::GetFontSize() - 4 * context.scale);
  ImGui::GetWindowDrawList()->AddText(corner, context.theme.warning, text.c_str());
  record(context, id_ + ".outside", "text", text, std::to_string(added_.outside));
}

void DataPlane::show(Context& context, Layer& layer, const std::shared_ptr<const void>& owner,
                     const std::vector<float>& points, std::uint32_t colour, float radius) {
  if (!layer.cloud || layer.owner != owner || layer.colour != colour) {
    auto cloud = std::make_shared<PointCloud>();
    cloud->positions = points;
    cloud->colours.assign(points.size() / 2, colour);
    const auto reach = static_cast<float>(context.dataset->shape.reach);
    std::size_t outside = 0;
    for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
      outside += !(std::abs(points[i]) <= reach && std::abs(points[i + 1]) <= reach);
    }
    layer = {layer.number, owner, colour, std::move(cloud), outside};
  }
  graphics_ = &context.graphics;
  layer.number = draw_clouds(context.graphics, layer.number, {layer.cloud}, view_, radius * context.scale);
  if (!context.graphics.complete(layer.number)) context.clock.redraw_within(0);
}

void DataPlane::mark(const Context& context, const float* point, std::uint32_t colour) const {
  // Beyond the edge it waits there: it has not gone, it is far out.
  const ImVec2 from = view_.corner(), size = view_.size(), at = pixel(point);
  const ImVec2 seen(std::clamp(at.x, from.x, from.x + size.x), std::clamp(at.y, from.y, from.y + size.y));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddCircleFilled(seen, 3 * context.scale, colour);
  list.AddCircle(seen, 7 * context.scale, colour, 0, std::max(1.f, 1.5f * context.scale));
}

void DataPlane::line(const Context& context, const float* from, const float* to, std::uint32_t colour) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 corner = view_.corner();
  list.PushClipRect(corner, {corner.x + view_.size().x, corner.y + view_.size().y}, true);
  list.AddLine(pixel(from), pixel(to), colour, std::max(1.f, context.scale));
  list.PopClipRect();
}

int DataPlane::under_pointer(const Context& context, const std::vector<float>& points) const {
  if (!hovered_) return -1;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  float least = kNear * kNear * context.scale * context.scale;
  int nearest = -1;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const ImVec2 at = pixel(points.data() + i);
    const float distance = (at.x - mouse.x) * (at.x - mouse.x) + (at.y - mouse.y) * (at.y - mouse.y);
    if (distance >= least) continue;
    least = distance;
    nearest = static_cast<int>(i / 2);
  }
  return nearest;
}

}  // namespace zscope::ui
