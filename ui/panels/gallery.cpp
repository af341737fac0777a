#include "ui/panels/gallery.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/figures.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr std::size_t kMostButtons = 12;  // classes

}  // namespace

std::string GalleryPanel::note(const Context& context) const {
  if (!context.dataset || context.dataset != dataset_) return {};
  const char* count = context.dataset->shape.points() ? "gallery.count.points" : "gallery.count";
  return sentence(context, count, grouped(static_cast<std::int64_t>(indices_.size())), context.dataset->name);
}

void GalleryPanel::draw(Context& context) {
  if (!context.dataset) {
    if (context.status->state == RunState::failed || context.status->state == RunState::empty) {
      empty_state(context, nothing_open(context));
    } else {
      empty_state(context, context.words("panel.loading"));
    }
    return;
  }
  if (context.dataset != dataset_) {
    dataset_ = context.dataset;
    filtered_ = false;
    class_ = -1;
  }
  draw_controls(context);
  if (!filtered_) filter(*dataset_);
  if (indices_.empty()) {
    empty_state(context, context.words("gallery.empty"));
    return;
  }
  ImGui::BeginChild("pictures");
  if (std::exchange(rewind_, false)) ImGui::SetScrollY(0);
  draw_rows(context);
  ImGui::EndChild();
}

void GalleryPanel::draw_controls(Context& context) {
  bool test = test_;
  bool train = !test_;
  if (toggle(context, "gallery.test", test) && !test_) {
    test_ = true;
    filtered_ = false;
  }
  ImGui::SameLine(0, 4 * context.scale);
  if (toggle(context, "gallery.train", train) && test_) {
    test_ = false;
    filtered_ = false;
  }
  if (dataset_->labelled()) draw_classes(context);
  if (context.view.latent_dim() > 0 && !context.status->model.capabilities.encode) draw_look_only(context);
}

// On the same line where it fits: the pictures need the height.
void GalleryPanel::draw_look_only(Context& context) {
  const char* text = context.words("gallery.look_only");
  const float gap = 16 * context.scale;
  ImGui::SameLine(0, gap);
  if (ImGui::GetContentRegionAvail().x < ImGui::CalcTextSize(text).x) ImGui::NewLine();
  quiet_label(context, text);
  tooltip(context, context.words("gallery.cannot_encode"));
}

bool GalleryPanel::buttons_fit(const Context& context) const {
  const auto& names = dataset_->class_names;
  if (names.size() > kMostButtons) return false;
  const float around = 2 * ImGui::GetStyle().FramePadding.x + 2 * context.scale;
  float width = ImGui::CalcTextSize(context.words("gallery.all")).x + around;
  for (const std::string& name : names) width += ImGui::CalcTextSize(name.c_str()).x + around;
  return width <= ImGui::GetContentRegionAvail().x;
}

// Buttons in the colours of the classes while they fit beside the rest, else a list: the pictures need the height.
void GalleryPanel::draw_classes(Context& context) {
  ImGui::SameLine(0, 16 * context.scale);
  if (!buttons_fit(context)) {
    std::vector<std::string> names = {context.words("gallery.all")};
    names.insert(names.end(), dataset_->class_names.begin(), dataset_->class_names.end());
    int chosen = class_ + 1;
    if (combo(context, "gallery.classes", names, chosen, 160 * context.scale)) {
      class_ = chosen - 1;
      filtered_ = false;
    }
    return;
  }
  for (int label = -1; label < static_cast<int>(dataset_->class_names.size()); ++label) {
    const std::string name =
        label < 0 ? context.words("gallery.all") : dataset_->class_names[static_cast<std::size_t>(label)];
    const std::string id = label < 0 ? "gallery.class.all" : fmt::format("gallery.class.{}", label);
    const bool chosen = label == class_;
    const std::uint32_t colour = label < 0 ? context.theme.text : class_colour(context.theme, label);
    ImGui::PushStyleColor(ImGuiCol_Button, chosen ? faded(colour, 0.25f) : 0u);
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    if (ImGui::Button((name + "###" + id).c_str())) {
      class_ = label;
      filtered_ = false;
    }
    ImGui::PopStyleColor(2);
    record(context, id, "toggle", name, chosen ? "on" : "off");
    tooltip(context, label < 0 ? context.words("gallery.all.tip") : sentence(context, "gallery.class.tip", name));
    if (label + 1 < static_cast<int>(dataset_->class_names.size())) ImGui::SameLine(0, 2 * context.scale);
  }
}

void GalleryPanel::filter(const Dataset& dataset) {
  const Split& split = test_ ? dataset.test : dataset.train;
  indices_.clear();
  for (std::int64_t i = 0; i < split.count; ++i) {
    if (class_ < 0 || split.labels[static_cast<std::size_t>(i)] == class_) indices_.push_back(i);
  }
  rows_.clear();
  filtered_ = true;
  rewind_ = true;
}

void GalleryPanel::draw_rows(Context& context) {
  const ImageShape shape = dataset_->shown_shape();
  const float gap = 2 * context.scale;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  // Large enough to be read, small enough that at least one whole row is seen.
  const float side = 52 * context.scale;
  const int zoom = whole_zoom(shape.width, shape.height, std::min(side, room.x), std::min(side + 16, room.y));
  const ImVec2 tile(static_cast<float>(shape.width * zoom), static_cast<float>(shape.height * zoom));
  const int columns = std::max(1, static_cast<int>((room.x + gap) / (tile.x + gap)));
  if (std::exchange(columns_, columns) != columns) rows_.clear();
  const int count = (static_cast<int>(indices_.size()) + columns - 1) / columns;
  const float pitch = tile.y + gap;
  const int first = std::clamp(static_cast<int>(ImGui::GetScrollY() / pitch), 0, count - 1);
  const int last = std::clamp(static_cast<int>((ImGui::GetScrollY() + room.y) / pitch), first, count - 1);
  std::erase_if(rows_, [&](const auto& row) { return row.first < first - 2 || row.first > last + 2; });
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  for (int row = first; row <= last; ++row) {
    ImGui::SetCursorScreenPos({origin.x, std::floor(origin.y + static_cast<float>(row) * pitch)});
    draw_row(context, row, columns, tile, gap);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({static_cast<float>(columns) * (tile.x + gap) - gap, static_cast<float>(count) * pitch - gap});
}

void GalleryPanel::draw_row(Context& context, int row, int columns, ImVec2 tile, float gap) {
  const int first = row * columns;
  const int count = std::min(columns, static_cast<int>(indices_.size()) - first);
  const auto picture = [&](int at) { return PictureRef{test_, indices_[static_cast<std::size_t>(first + at)]}; };
  Row& kept = rows_[row];
  if (!kept.atlas) {
    std::vector<PictureRef> pictures;
    for (int i = 0; i < count; ++i) pictures.push_back(picture(i));
    kept.atlas = std::make_shared<const Atlas>(atlas_of(*dataset_, pictures, count));
  }
  const GridLayout layout = {count, 1, tile.x, tile.y, gap};
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const int clicked = kept.grid.draw(
      context, "gallery.tile", kept.atlas, *kept.atlas, layout,
      [&](int at) {
        PictureItem item;
        item.place.picture = picture(at);
        item.name = file_name(*item.place.picture);
        item.tip = picture_name(context, *item.place.picture);
        return item;
      },
      first);
  if (clicked >= 0) context.view.choose({{}, picture(clicked)});
  // The selected picture stays outlined.
  for (int at = 0; at < count; ++at) {
    if (context.view.selected() != picture(at)) continue;
    const float x = origin.x + static_cast<float>(at) * (tile.x + gap);
    ImGui::GetWindowDrawList()->AddRect({x - 1, origin.y - 1}, {x + tile.x + 1, origin.y + tile.y + 1},
                                        context.theme.accent, 0, 0, 2 * context.scale);
  }
}

}  // namespace zscope::ui
