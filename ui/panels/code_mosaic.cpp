#include "ui/panels/code_mosaic.h"

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kLargest = 32;  // pixels of a place

}  // namespace

std::vector<int> nearest_codes(const float* vectors, int places, const std::vector<float>& book, int dimensions) {
  const auto codes = static_cast<int>(book.size()) / std::max(1, dimensions);
  std::vector<int> nearest;
  for (int place = 0; place < places; ++place) {
    int best = 0;
    float least = INFINITY;
    for (int code = 0; code < codes; ++code) {
      float distance = 0;
      for (int i = 0; i < dimensions; ++i) {
        const float apart = vectors[place * dimensions + i] - book[static_cast<std::size_t>(code * dimensions + i)];
        distance += apart * apart;
      }
      if (distance < least) {
        least = distance;
        best = code;
      }
    }
    nearest.push_back(best);
  }
  return nearest;
}

void CodeMosaic::paint(Context& context, const BlockAt& at, const CodebookUse& use, int place, int code) {
  std::vector<float> z = context.view.z();
  std::copy_n(use.book.begin() + code * use.dimensions, use.dimensions, z.begin() + at.first + place * use.dimensions);
  context.view.set_z(z);
}

void CodeMosaic::draw_place(Context& context, const BlockAt& at, const CodebookUse& use, int place, ImVec2 corner,
                            float cell) {
  const int code = codes_[static_cast<std::size_t>(place)];
  ImGui::SetCursorScreenPos(corner);
  ImGui::PushID(place);
  ImGui::InvisibleButton("place", {cell, cell}, ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
  // A stroke goes on over the places next to where it began.
  const bool under = ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  const std::optional<int>& brush = context.view.brush();
  if (under && (ImGui::IsItemClicked(1) || (!brush && ImGui::IsItemClicked(0)))) {
    context.view.set_brush(code);
  } else if (ImGui::IsItemActivated() && ImGui::IsMouseDown(0)) {
    painting_ = true;
  }
  if (painting_ && under && brush && *brush != code && ImGui::IsMouseDown(0)) paint(context, at, use, place, *brush);
  record(context, fmt::format("latent.place.{}", place), "cell", "", std::to_string(code + 1));
  tooltip(context, sentence(context, brush ? "latent.place.paint" : "latent.place.pick", code + 1));
  ImGui::PopID();
  // The middle third of the tile is the place itself.
  PictureView view = grid_.view(use.entries, code);
  const ImVec2 third((view.uv1.x - view.uv0.x) / 3, (view.uv1.y - view.uv0.y) / 3);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 to(corner.x + cell - 1, corner.y + cell - 1);
  list->AddImage(reinterpret_cast<ImTextureID>(view.texture), corner, to, {view.uv0.x + third.x, view.uv0.y + third.y},
                 {view.uv1.x - third.x, view.uv1.y - third.y});
  if (under) list->AddRect(corner, to, context.theme.accent);
}

void CodeMosaic::draw(Context& context, const BlockAt& at) {
  const std::shared_ptr<const CodebookUse>& use = context.view.codebook();
  const int rows = at.block->rows, columns = at.block->columns, places = rows * columns;
  if (!use || use->dimensions * places != at.block->size) {
    empty_state(context, context.words("codebook.asking"));
    return;
  }
  const std::vector<float>& z = context.view.z();
  if (use != use_ || z != z_) {
    use_ = use;
    z_ = z;
    codes_ = nearest_codes(z.data() + at.first, places, use->book, use->dimensions);
  }
  if (!ImGui::IsMouseDown(0)) painting_ = false;
  grid_.show(context, use, use->entries);
  const ImVec2 room = ImGui::GetContentRegionAvail(), start = ImGui::GetCursorScreenPos();
  const float fits = std::min(room.x / static_cast<float>(columns), room.y / static_cast<float>(rows));
  const float cell = std::floor(std::clamp(fits, 8 * context.scale, kLargest * context.scale));
  const ImVec2 origin(std::floor(start.x + std::max(0.f, (room.x - cell * static_cast<float>(columns)) / 2)), start.y);
  for (int place = 0; place < places; ++place) {
    draw_place(
        context, at, *use, place,
        {origin.x + static_cast<float>(place % columns) * cell, origin.y + static_cast<float>(place / columns) * cell},
        cell);
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({room.x, cell * static_cast<float>(rows)});
}

}  // namespace zscope::ui
