// The marks on the map (z, A, B and the path between them) and what the mouse does with them.

#include <cmath>

#include "explore/path.h"
#include "ui/panels/map.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr float kReachPoint = 7;  // pixels around a point within which it counts as under the pointer
constexpr float kReachHandle = 10;
constexpr int kPathSteps = 24;

float distance(ImVec2 a, ImVec2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

// A line that reads on dark and on bright ground alike.
void outlined_line(ImDrawList* list, ImVec2 from, ImVec2 to, std::uint32_t colour, std::uint32_t around, float width) {
  list->AddLine(from, to, around, width + 3);
  list->AddLine(from, to, colour, width);
}

void record_mark(Context& context, const std::string& id, const std::string& label, ImVec2 at, std::string value) {
  const float reach = kReachHandle * context.scale;
  record_rectangle(context, id, "handle", label, at.x - reach, at.y - reach, 2 * reach, 2 * reach, value);
}

}  // namespace

void MapPanel::draw_marks(Context& context) {
  const ViewState& view = context.view;
  const Theme& theme = context.theme;
  const float unit = context.scale;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::vector<float>& a = view.end(End::a).z;
  const std::vector<float>& b = view.end(End::b).z;
  if (!a.empty() && !b.empty()) {
    const std::vector<float> path = interpolate(a, b, kPathSteps + 1, view.path());
    const auto dim = static_cast<std::ptrdiff_t>(a.size());
    std::vector<ImVec2> line;
    for (std::ptrdiff_t i = 0; i <= kPathSteps; ++i) {
      line.push_back(view_.to_pixel(projection_.to_map(path.data() + i * dim)));
    }
    list->AddPolyline(line.data(), static_cast<int>(line.size()), faded(theme.ground, 0.8f), 0, 4 * unit);
    list->AddPolyline(line.data(), static_cast<int>(line.size()), theme.text, 0, 1.5f * unit);
  }
  for (const End which : {End::a, End::b}) {
    const std::vector<float>& z = view.end(which).z;
    if (z.empty()) continue;
    const char* name = which == End::a ? "A" : "B";
    const ImVec2 at = pixel_of(z);
    const ImVec2 text = ImGui::CalcTextSize(name);
    list->AddCircleFilled(at, 9 * unit, theme.panel);
    list->AddCircle(at, 9 * unit, theme.text, 0, 1.5f * unit);
    list->AddText({std::round(at.x - text.x / 2), std::round(at.y - text.y / 2)}, theme.text, name);
    record_mark(context, which == End::a ? "map.a" : "map.b", name, at, {});
  }
  const ImVec2 at = pixel_of(view.z());
  for (const ImVec2 arm : {ImVec2(1, 0), ImVec2(-1, 0), ImVec2(0, 1), ImVec2(0, -1)}) {
    outlined_line(list, {at.x + arm.x * 4 * unit, at.y + arm.y * 4 * unit},
                  {at.x + arm.x * 14 * unit, at.y + arm.y * 14 * unit}, theme.text, theme.ground, 2.5f * unit);
  }
  record_mark(context, "map.z", "z", at, {});
}

std::optional<End> MapPanel::end_at(const Context& context, ImVec2 mouse) const {
  for (const End which : {End::b, End::a}) {  // B is drawn over A
    const std::vector<float>& z = context.view.end(which).z;
    if (!z.empty() && distance(pixel_of(z), mouse) <= kReachHandle * context.scale) return which;
  }
  return std::nullopt;
}

MapPanel::Under MapPanel::under(const Context& context, ImVec2 mouse) const {
  Under under{points_.nearest(parts_, view_, mouse, kReachPoint * context.scale), {}};
  if (under.point) {
    under.place = {under.point->code(), under.point->picture()};
  } else {
    under.place.z = projection_.to_latent(view_.to_map(mouse), context.view.z().data());
  }
  return under;
}

void MapPanel::handle_mouse(Context& context) {
  const ImGuiIO& io = ImGui::GetIO();
  const ImVec2 mouse = io.MousePos;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered && io.MouseWheel != 0) view_.zoom(mouse, std::pow(1.15f, io.MouseWheel));
  if (ImGui::IsItemActivated()) {
    panned_ = false;
    if (ImGui::IsMouseDown(0)) press(context, mouse);
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDown(0)) drag(context, mouse);
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(1, 4 * context.scale)) {
    if (io.MouseDelta.x != 0 || io.MouseDelta.y != 0) view_.pan(io.MouseDelta);
    panned_ = true;
  }
  if (hovered && ImGui::IsMouseReleased(1) && !panned_) {
    menu_place_ = under(context, mouse).place;
    ImGui::OpenPopup("menu");
  }
  if (!ImGui::IsMouseDown(0)) grab_ = Grab::nothing;
  draw_menu(context);
}

void MapPanel::show_hover(Context& context) {
  if (grab_ == Grab::z && ImGui::IsMouseDragging(0)) {
    show_decoded(context);
  } else if (ImGui::IsItemHovered() && !ImGui::IsAnyMouseDown()) {
    show_under(context, ImGui::GetIO().MousePos);
  }
}

void MapPanel::press(Context& context, ImVec2 mouse) {
  ViewState& view = context.view;
  const ImGuiIO& io = ImGui::GetIO();
  grab_ = Grab::nothing;
  if (io.KeyShift || io.KeyCtrl) {
    view.set_end(io.KeyShift ? End::a : End::b, under(context, mouse).place);
  } else if (view.picking()) {
    view.choose(under(context, mouse).place);
  } else if (const std::optional<End> which = end_at(context, mouse)) {
    grab_ = *which == End::a ? Grab::end_a : Grab::end_b;
  } else {
    grab_ = Grab::z;
    view.go_to(under(context, mouse).place);
  }
}

// Only real movement moves things: a click on a point stays exactly on that point.
void MapPanel::drag(Context& context, ImVec2 mouse) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!ImGui::IsMouseDragging(0) || (io.MouseDelta.x == 0 && io.MouseDelta.y == 0)) return;
  ViewState& view = context.view;
  const std::array<float, 2> place = view_.to_map(mouse);
  if (grab_ == Grab::z) {
    view.go_to({projection_.to_latent(place, view.z().data()), {}});
  } else if (grab_ != Grab::nothing) {
    const End which = grab_ == Grab::end_a ? End::a : End::b;
    if (!view.end(which).z.empty()) {
      const Place& end = view.end(which);
      view.set_end(which, {projection_.to_latent(place, end.z.data()), {}, view.label_of(end)});
    }
  }
}

void MapPanel::draw_menu(Context& context) {
  if (!ImGui::BeginPopup("menu")) return;
  close_on_escape();
  const auto item = [&](const char* id) {
    const bool chosen = ImGui::MenuItem(context.words(id));
    record(context, id, "option", context.words(id));
    tooltip(context, context.words(id + std::string(".tip")));
    return chosen;
  };
  if (item("picture.go")) context.view.go_to(menu_place_);
  if (item("picture.to_a")) context.view.set_end(End::a, menu_place_);
  if (item("picture.to_b")) context.view.set_end(End::b, menu_place_);
  ImGui::Separator();
  if (item("map.fit")) view_.refit();
  ImGui::EndPopup();
}

void MapPanel::show_under(Context& context, ImVec2 mouse) {
  if (const std::optional<End> which = end_at(context, mouse)) {
    tooltip(context, context.words(*which == End::a ? "map.a.tip" : "map.b.tip"));
    return;
  }
  const Under here = under(context, mouse);
  if (!here.point) {
    tooltip(context, context.words(context.view.picking() ? "map.pick.tip" : "map.canvas.tip"));
    return;
  }
  const PictureRef picture = *here.place.picture;
  if (hovered_ != picture || !hovered_atlas_ || hovered_data_ != context.dataset) {
    hovered_atlas_ = std::make_shared<const Atlas>(atlas_of(*context.dataset, {picture}, 1));
    hovered_ = picture;
    hovered_data_ = context.dataset;
  }
  const Image& image = hovered_atlas_->image;
  const TextureId texture = hovered_texture_.show(context.graphics, hovered_atlas_, image);
  const ImVec2 at = view_.to_pixel(here.point->place());
  ImGui::GetWindowDrawList()->AddCircle(at, 5 * context.scale, context.theme.text, 0, 1.5f * context.scale);
  ImGui::BeginTooltip();
  const int zoom = whole_zoom(image.width, image.height, 96 * context.scale, 96 * context.scale);
  ImGui::Image(reinterpret_cast<ImTextureID>(texture),
               {static_cast<float>(image.width * zoom), static_cast<float>(image.height * zoom)});
  ImGui::TextUnformatted(picture_name(context, picture).c_str());
  record(context, "map.under", "text", picture_name(context, picture), std::to_string(picture.index));
  ImGui::EndTooltip();
}

void MapPanel::show_decoded(Context& context) {
  const std::shared_ptr<const Pictures> picture = context.view.picture();
  if (!picture) return;
  const Image& image = picture->atlas.image;
  const TextureId texture = decoded_texture_.show(context.graphics, picture, image);
  shows_decoded_ = true;
  ImGui::BeginTooltip();
  const int zoom = whole_zoom(image.width, image.height, 96 * context.scale, 96 * context.scale);
  ImGui::Image(reinterpret_cast<ImTextureID>(texture),
               {static_cast<float>(image.width * zoom), static_cast<float>(image.height * zoom)});
  ImGui::EndTooltip();
}

}  // namespace zscope::ui
