#include "ui/panels/latent.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr int kMostPictures = 30;  // of a choice, before its names are a list
constexpr float kKlWidth = 48;
constexpr float kLockWidth = 20;

float most_text_width(std::initializer_list<const char*> texts) {
  float most = 0;
  for (const char* text : texts) most = std::max(most, ImGui::CalcTextSize(text).x);
  return most;
}

// A padlock, drawn: closed and bright, or open and quiet.
void draw_padlock(ImDrawList* list, ImVec2 centre, float unit, std::uint32_t colour, bool closed) {
  const ImVec2 body_from(centre.x - 4 * unit, centre.y - unit);
  const ImVec2 body_to(centre.x + 4 * unit, centre.y + 5 * unit);
  if (closed) {
    list->AddRectFilled(body_from, body_to, colour, unit);
  } else {
    list->AddRect(body_from, body_to, colour, unit, 0, 1.25f * unit);
  }
  const float x = closed ? centre.x : centre.x + 3 * unit;
  constexpr float kPi = 3.14159265f;
  list->PathArcTo({x, centre.y - 1.5f * unit}, 2.6f * unit, kPi, 2 * kPi, 10);
  if (closed) list->PathLineTo({x + 2.6f * unit, body_from.y});
  list->PathStroke(colour, 0, 1.5f * unit);
  list->AddLine({x - 2.6f * unit, centre.y - 1.5f * unit}, {x - 2.6f * unit, body_from.y}, colour, 1.5f * unit);
}

}  // namespace

std::string LatentPanel::note(const Context& context) const {
  if (!context.view.picture()) return {};
  const std::string step = step_note(context, context.view.picture_step());
  return context.view.following() ? step : step + " · " + context.words("latent.pinned");
}

void LatentPanel::draw(Context& context) {
  drawn_.reset();
  if (!model_is_there(context)) return;
  if (!context.status->model.capabilities.decode) {
    empty_state(context, context.words("latent.cannot"));
    return;
  }
  // The picture stands above the sliders, or beside them in a wide panel (full screen); few sliders leave it more room.
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = 12 * context.scale;
  const float actions = static_cast<float>(action_lines(context)) * control_line(context);
  const float inside = room.y - actions;
  if (room.x > 1.4f * inside) {
    draw_picture(context, {room.x - std::max(0.4f * room.x, 280 * context.scale) - gap, inside});
    ImGui::SameLine(0, gap);
  } else {
    // Choices show many pictures themselves.
    const float share = choices_of(context).empty() ? 0.45f : 0.36f;
    draw_picture(context, {room.x, std::max(share * inside, inside - below_picture(context) - gap)});
  }
  ImGui::BeginChild("sliders", ImVec2(0, ImGui::GetContentRegionAvail().y - actions));
  draw_sliders(context);
  ImGui::EndChild();
  draw_actions(context);
  if (context.view.picture()) context.clock.shown(context.view.picture_shown());
  if (std::exchange(asked_, context.view.picture_asked()) != context.view.picture_asked()) {
    context.clock.asked(asked_);
  }
}

bool LatentPanel::show_late(Context& context) {
  const std::shared_ptr<const Pictures> picture = context.view.picture();
  // Only a texture of the same size keeps its id, which is in the frame's draw commands already.
  const auto same_size = [](const Image& a, const Image& b) { return a.width == b.width && a.height == b.height; };
  if (!drawn_ || !same_size(drawn_->atlas.image, picture->atlas.image)) return false;
  picture_.show(context, picture, picture->atlas);
  drawn_ = picture;
  context.clock.shown(context.view.picture_shown());
  return true;
}

// How high all that moves z would like to be.
float LatentPanel::below_picture(const Context& context) {
  const std::vector<Choices> choices = choices_of(context);
  const std::vector<BlockAt> blocks = blocks_of(context);
  const float line = ImGui::GetFrameHeightWithSpacing();
  const auto tile = static_cast<float>(context.dataset->shown_shape().height);
  float height = static_cast<float>(choices.size()) * (line + tile + small_text(context) + 8 * context.scale);
  for (const BlockAt& at : blocks) {
    if (at.block->kind == LatentBlock::Kind::category) continue;
    if (choices.size() + blocks.size() > 1) height += line;
    if (at.block->kind == LatentBlock::Kind::maps) height += 72 * context.scale;
    height += static_cast<float>(at.block->size) * line;
  }
  return height;
}

void LatentPanel::draw_picture(Context& context, ImVec2 room) {
  const std::shared_ptr<const Pictures> picture = context.view.picture();
  if (DataPlane::fits(context)) {
    const std::vector<float> none;
    const std::vector<float>& point = picture ? picture->points : none;
    const std::string at = point.size() < 2 ? "" : fmt::format("{:.2f}, {:.2f}", point[0], point[1]);
    plane_.draw(context, "latent.plane", room, at);
    if (point.size() >= 2) plane_.mark(context, point.data(), context.theme.accent);
    tooltip(context, context.view.picture_error().empty() ? sentence(context, "latent.plane.tip", at)
                                                          : context.view.picture_error());
    return;
  }
  ImGui::BeginGroup();
  const ImageShape shape = context.dataset->shown_shape();
  const int zoom = whole_zoom(shape.width, shape.height, room.x, room.y);
  const ImVec2 size(static_cast<float>(shape.width * zoom), static_cast<float>(shape.height * zoom));
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const ImVec2 corner(std::floor(start.x + std::max(0.f, (room.x - size.x) / 2)), start.y);
  if (picture) {
    picture_.show(context, picture, picture->atlas);
    drawn_ = picture;
    picture_.draw_tile(context, "latent.picture", picture->atlas, 0, corner, size, [&](int) {
      PictureItem item;
      item.place.z = context.view.z();
      item.name = "decoded";
      item.tip = context.words("latent.picture.tip");
      return item;
    });
  } else {
    ImGui::SetCursorScreenPos(corner);
    ImGui::Dummy(size);
    ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + size.x, corner.y + size.y}, context.theme.ground);
  }
  ImGui::EndGroup();
  // A picture dropped here moves z to its place.
  if (const std::optional<Place> dropped = accept_picture(context)) context.view.go_to(*dropped);
  if (!context.view.picture_error().empty()) tooltip(context, context.view.picture_error());
}

// There are more than two sliders.
bool LatentPanel::can_sort(const Context& context) {
  return context.view.latent_dim() > 2 && !context.status->model.capabilities.codebook;
}

// One line where it fits, else two: what moves z, and what is shown.
int LatentPanel::action_lines(const Context& context) {
  float width = -4 * context.scale;
  for (const char* id : {"latent.random", "latent.zero", "latent.undo", "latent.redo", "latent.follow"}) {
    width += ImGui::CalcTextSize(context.words(id)).x + 2 * ImGui::GetStyle().FramePadding.x + 4 * context.scale;
  }
  const bool more = can_sort(context);
  return more || width > ImGui::GetContentRegionAvail().x ? 2 : 1;
}

void LatentPanel::draw_actions(Context& context) {
  ViewState& view = context.view;
  const float gap = 4 * context.scale;
  const bool one_line = action_lines(context) == 1;
  if (button(context, "latent.random")) view.random();
  ImGui::SameLine(0, gap);
  if (button(context, "latent.zero")) view.zero();
  ImGui::SameLine(0, gap);
  if (button(context, "latent.undo", view.can_undo())) view.undo();
  ImGui::SameLine(0, gap);
  if (button(context, "latent.redo", view.can_redo())) view.redo();
  if (one_line) ImGui::SameLine(0, gap);
  bool follow = view.following();
  if (toggle(context, "latent.follow", follow)) view.set_following(follow);
  if (can_sort(context)) {
    ImGui::SameLine(0, gap);
    toggle(context, "latent.sorted", sorted_);
  }
}

void LatentPanel::hide() {
  for (auto& [id, strip] : strips_) strip.rest();
  maps_.rest();
  drawn_.reset();
}

// The choices first, then the numbers, block by block where there is more than one.
void LatentPanel::draw_sliders(Context& context) {
  if (ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) context.view.hold_dimensions();
  const std::vector<Choices> choices = choices_of(context);
  const std::vector<BlockAt> blocks = blocks_of(context);
  for (const Choices& choice : choices) {
    ImGui::TextUnformatted(choice.title.c_str());
    record(context, "latent.block." + choice.id, "text", choice.title,
           choice.names[static_cast<std::size_t>(choice.chosen)]);
    tooltip(context, choice.summary);
    if (choice.count() <= kMostPictures) {
      strips_[choice.id].draw(context, choice);
    } else {
      int chosen = choice.chosen;
      if (combo(context, "latent.choice." + choice.id, choice.names, chosen, ImGui::GetContentRegionAvail().x)) {
        choice.choose(context, chosen);
      }
    }
  }
  for (const BlockAt& at : blocks) draw_block(context, at, !choices.empty() || blocks.size() > 1);
}

void LatentPanel::draw_block(Context& context, const BlockAt& at, bool heading) {
  const ViewState& view = context.view;
  const LatentBlock& block = *at.block;
  if (block.kind == LatentBlock::Kind::category || at.first + block.size > view.latent_dim()) return;
  if (heading && !draw_heading(context, at)) return;
  if (block.kind == LatentBlock::Kind::maps) maps_.draw(context, at);
  if (block.kind == LatentBlock::Kind::vectors && context.status->model.capabilities.codebook) {
    mosaic_.draw(context, at);
    return;
  }
  shown_.clear();
  for (const int dimension : view.dimensions().order()) {
    if (at.holds(dimension)) shown_.push_back(dimension);
  }
  if (!sorted_ || view.latent_dim() <= 2) std::sort(shown_.begin(), shown_.end());
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(shown_.size()), ImGui::GetFrameHeightWithSpacing());
  while (clipper.Step()) {
    for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
      draw_dimension(context, at, shown_[static_cast<std::size_t>(row)]);
    }
  }
}

bool LatentPanel::shows_kl(const Context& context) {
  return context.view.dimensions().known() && context.status->model.capabilities.density;
}

// The block's name, which folds it, what it says about a picture, and a draw of its own. False when it is folded.
bool LatentPanel::draw_heading(Context& context, const BlockAt& at) {
  const LatentBlock& block = *at.block;
  const char* title = block.title.empty() ? context.words("latent.numbers") : block.title.c_str();
  const float unit = context.scale, arrow = 14 * unit, height = ImGui::GetFrameHeight();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float right = from.x + ImGui::GetContentRegionAvail().x;
  ImGui::PushID(block.name.c_str());
  bool& folded = folded_[block.name];
  if (ImGui::InvisibleButton("fold", {arrow + ImGui::CalcTextSize(title).x, height})) folded = !folded;
  record(context, "latent.block." + block.name, "toggle", title, folded ? "folded" : "open");
  const bool hovered = ImGui::IsItemHovered();
  tooltip(context, block.summary.empty() ? context.words("latent.numbers.tip") : block.summary);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 middle(std::floor(from.x + 5 * unit), std::floor(from.y + height / 2));
  const std::uint32_t ink = hovered ? context.theme.text : context.theme.quiet;
  const float a = 4 * unit;
  if (folded) {
    list->AddTriangleFilled({middle.x - a / 2, middle.y - a}, {middle.x + a, middle.y},
                            {middle.x - a / 2, middle.y + a}, ink);
  } else {
    list->AddTriangleFilled({middle.x - a, middle.y - a / 2}, {middle.x + a, middle.y - a / 2},
                            {middle.x, middle.y + a}, ink);
  }
  list->AddText({from.x + arrow, std::floor(from.y + (height - ImGui::GetFontSize()) / 2)}, context.theme.text, title);

  const char* random = context.words("latent.block.random");
  const float button = ImGui::CalcTextSize(random).x + 2 * ImGui::GetStyle().FramePadding.x;
  ImGui::SetCursorScreenPos({std::max(from.x, right - button), from.y});
  ImGui::PushStyleColor(ImGuiCol_Button, 0u);
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.quiet);
  if (ImGui::Button(random)) context.view.random(at.first, block.size);
  ImGui::PopStyleColor(2);
  record(context, "latent.random." + block.name, "button", random);
  tooltip(context, context.words("latent.block.random.tip"));
  if (shows_kl(context) && block.kind != LatentBlock::Kind::noise) {
    float kl = 0;
    for (int i = 0; i < block.size; ++i) kl += context.view.dimensions().kl(at.first + i);
    const std::string note = sentence(context, "latent.block.kl", fmt::format("{:.1f}", kl));
    const float width = ImGui::CalcTextSize(note.c_str()).x;
    list->AddText({right - button - 8 * unit - width, std::floor(from.y + (height - ImGui::GetFontSize()) / 2)},
                  context.theme.quiet, note.c_str());
  }
  ImGui::PopID();
  return !folded;
}

void LatentPanel::draw_dimension(Context& context, const BlockAt& at, int dimension) {
  ViewState& view = context.view;
  const float gap = 8 * context.scale;
  const float name_width = most_text_width({dimension_name(context, at.first + at.block->size - 1).c_str(), "z00"});
  const float left = ImGui::GetCursorPosX();
  const bool noise = at.block->kind == LatentBlock::Kind::noise;  // no posterior says how far it reaches
  const bool with_kl = shows_kl(context);
  const bool collapsed = !noise && with_kl && view.dimensions().collapsed(dimension);
  const bool locked = view.locked(dimension);
  const float room = ImGui::GetContentRegionAvail().x;
  const float aside = kLockWidth * context.scale + (with_kl ? kKlWidth * context.scale + gap : 0) + gap;

  ImGui::PushID(dimension);
  ImGui::PushStyleVar(ImGuiStyleVar_Alpha, ImGui::GetStyle().Alpha * (collapsed ? 0.45f : 1.f));
  quiet_label(context, dimension_name(context, dimension));
  if (collapsed) tooltip(context, context.words("latent.collapsed.tip"));
  ImGui::SameLine(left + name_width + gap - ImGui::GetWindowContentRegionMin().x);
  DimensionOrder::Range range = noise ? DimensionOrder::Range{} : view.dimensions().range(dimension);
  if (context.status->model.capabilities.discriminate) {
    // It was shown draws of the prior, wherever its encoder puts pictures.
    const DimensionOrder::Range prior;
    range = {std::min(range.low, prior.low), std::max(range.high, prior.high)};
  }
  float value = view.z()[static_cast<std::size_t>(dimension)];
  ImGui::BeginDisabled(locked);
  const std::string id = fmt::format("latent.z.{}", dimension);
  if (slider(context, id, dimension_name(context, dimension), value, range.low, range.high,
             room - name_width - gap - aside)) {
    view.set_coordinate(dimension, value);
  }
  ImGui::EndDisabled();
  tooltip(context, context.words("latent.z.tip"));
  if (with_kl) {
    ImGui::SameLine(0, gap);
    if (noise) {
      ImGui::Dummy({kKlWidth * context.scale, 1});
    } else {
      draw_kl(context, dimension, kKlWidth * context.scale);
    }
  }
  ImGui::PopStyleVar();
  ImGui::SameLine(0, gap);
  draw_lock(context, dimension, kLockWidth * context.scale);
  ImGui::PopID();
}

void LatentPanel::draw_kl(Context& context, int dimension, float width) {
  const DimensionOrder& dimensions = context.view.dimensions();
  const float kl = dimensions.kl(dimension);
  const float height = ImGui::GetFrameHeight();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::Dummy({width, height});
  const float thick = 8 * context.scale;
  const float top = std::floor(corner.y + (height - thick) / 2);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float alpha = ImGui::GetStyle().Alpha;
  list->AddRectFilled({corner.x, top}, {corner.x + width, top + thick}, faded(context.theme.line, alpha), 2);
  const float filled = width * std::clamp(kl / std::max(dimensions.largest_kl(), 0.1f), 0.f, 1.f);
  list->AddRectFilled({corner.x, top}, {corner.x + filled, top + thick}, faded(context.theme.quiet, alpha), 2);
  record(context, fmt::format("latent.kl.{}", dimension), "text", context.words("latent.kl"),
         fmt::format("{:.2f}", kl));
  tooltip(context, sentence(context, "latent.kl.tip", fmt::format("{:.2f}", kl)));
}

void LatentPanel::draw_lock(Context& context, int dimension, float width) {
  const float height = ImGui::GetFrameHeight();
  const bool locked = context.view.locked(dimension);
  if (ImGui::InvisibleButton("lock", {width, height})) context.view.set_locked(dimension, !locked);
  const ImVec2 from = ImGui::GetItemRectMin();
  const bool hovered = ImGui::IsItemHovered();
  const std::uint32_t colour = locked ? context.theme.accent : faded(context.theme.quiet, hovered ? 1.f : 0.5f);
  draw_padlock(ImGui::GetWindowDrawList(), {std::floor(from.x + width / 2), std::floor(from.y + height / 2)},
               context.scale, colour, locked);
  record(context, fmt::format("latent.lock.{}", dimension), "toggle", context.words("latent.lock"),
         locked ? "on" : "off");
  tooltip(context, context.words("latent.lock.tip"));
}

}  // namespace zscope::ui
