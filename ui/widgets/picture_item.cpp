#include "ui/widgets/picture_item.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr const char* kPayload = "zscope.picture";

ImTextureID imgui_texture(TextureId texture) { return reinterpret_cast<ImTextureID>(texture); }

void show_enlarged(const Context& context, const PictureItem& item, float side) {
  if (item.view.texture == 0) return;
  const int zoom = whole_zoom(item.view.width, item.view.height, side * context.scale, side * context.scale);
  ImGui::Image(imgui_texture(item.view.texture),
               ImVec2(static_cast<float>(item.view.width * zoom), static_cast<float>(item.view.height * zoom)),
               item.view.uv0, item.view.uv1);
}

bool menu_item(Context& context, const std::string& id, bool enabled = true) {
  const bool chosen = ImGui::MenuItem(context.words(id), nullptr, false, enabled);
  record(context, id, "option", context.words(id), {}, enabled);
  tooltip(context, context.words(id + ".tip"));
  return chosen;
}

void picture_menu(Context& context, const PictureItem& item) {
  if (!ImGui::BeginPopupContextItem("menu")) return;
  close_on_escape();
  if (!item.place.empty()) {
    if (menu_item(context, "picture.go")) context.view.go_to(item.place);
    if (menu_item(context, "picture.to_a")) context.view.set_end(End::a, item.place);
    if (menu_item(context, "picture.to_b")) context.view.set_end(End::b, item.place);
    ImGui::Separator();
  }
  if (menu_item(context, "picture.copy")) context.view.copy(context, item.image());
  if (menu_item(context, "picture.save")) context.view.save(context, item.name, item.image());
  ImGui::EndPopup();
}

void picture_drag(Context& context, const PictureItem& item) {
  if (item.place.empty() || !ImGui::BeginDragDropSource()) return;
  context.view.carry(item.place);
  ImGui::SetDragDropPayload(kPayload, nullptr, 0);
  show_enlarged(context, item, 64);
  ImGui::EndDragDropSource();
}

// Small pictures are shown enlarged; one that is large already only gets its words.
void picture_tip(Context& context, const PictureItem& item, float shown_width) {
  ImGui::BeginTooltip();
  if (shown_width < 90 * context.scale) show_enlarged(context, item, 120);
  ImGui::PushTextWrapPos(280 * context.scale);
  if (!item.tip.empty()) ImGui::TextUnformatted(item.tip.c_str());
  if (context.view.picking() && !item.place.empty()) {
    ImGui::TextUnformatted(context.words(*context.view.picking() == End::a ? "picture.pick_a" : "picture.pick_b"));
  }
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

// FNV-1a over the rows of a part of an image.
std::string hash_rows(const Image& image, int left, int top, int width, int height) {
  std::uint32_t hash = 2166136261u;
  for (int y = top; y < top + height; ++y) {
    const std::uint8_t* row = image.pixel(left, y);
    for (int i = 0; i < width * 4; ++i) hash = (hash ^ row[i]) * 16777619u;
  }
  return fmt::format("{:08x}", hash);
}

}  // namespace

int whole_zoom(int width, int height, float room_width, float room_height) {
  if (width <= 0 || height <= 0) return 1;
  const float zoom = std::min(room_width / static_cast<float>(width), room_height / static_cast<float>(height));
  return std::max(1, static_cast<int>(std::floor(zoom)));
}

void draw_picture(ImDrawList* list, const PictureView& view, ImVec2 corner, ImVec2 size) {
  if (view.texture == 0) return;
  corner = ImVec2(std::floor(corner.x), std::floor(corner.y));
  list->AddImage(imgui_texture(view.texture), corner, ImVec2(corner.x + size.x, corner.y + size.y), view.uv0, view.uv1);
}

bool picture_behaviour(Context& context, const PictureItem& item) {
  const bool hovered = ImGui::IsItemHovered();
  const ImVec2 from = ImGui::GetItemRectMin();
  const ImVec2 to = ImGui::GetItemRectMax();
  const bool clicked =
      ImGui::IsItemDeactivated() && hovered && ImGui::IsMouseReleased(0) && !ImGui::GetDragDropPayload();
  if (hovered) {
    ImGui::GetWindowDrawList()->AddRect(ImVec2(from.x - 1, from.y - 1), ImVec2(to.x + 1, to.y + 1),
                                        context.theme.accent, 0, 0, std::max(1.f, std::round(context.scale)));
    const ImGuiIO& io = ImGui::GetIO();
    if (io.KeyCtrl && ImGui::IsKeyPressed('C', false)) {
      context.view.copy(context, item.image());
    }
    if (!ImGui::IsMouseDown(0)) picture_tip(context, item, to.x - from.x);
  }
  picture_drag(context, item);
  picture_menu(context, item);
  return clicked;
}

std::optional<Place> accept_picture(Context& context) {
  std::optional<Place> dropped;
  if (ImGui::BeginDragDropTarget()) {
    if (ImGui::AcceptDragDropPayload(kPayload)) dropped = context.view.carried();
    ImGui::EndDragDropTarget();
  }
  return dropped;
}

std::string content_hash(const Image& image) { return hash_rows(image, 0, 0, image.width, image.height); }

std::string content_hash(const Atlas& atlas, int tile) {
  return hash_rows(atlas.image, tile % atlas.columns * atlas.tile_width, tile / atlas.columns * atlas.tile_height,
                   atlas.tile_width, atlas.tile_height);
}

}  // namespace zscope::ui
