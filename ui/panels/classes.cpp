#include "ui/panels/classes.h"

#include "explore/path.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr int kMostRows = 12, kComfortable = 4;

}  // namespace

Fit ClassesPanel::fit(const Context& context) const {
  return context.status->model.capabilities.decode && !choices_of(context).empty() ? Fit::well : Fit::none;
}

std::string ClassesPanel::note(const Context& context) const {
  return asker_.get<Pictures>() ? step_note(context, asker_.step()) : std::string();
}

void ClassesPanel::draw_names(Context& context, const Choices& choices, const GridLayout& layout) const {
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  for (int choice = 0; choice < choices.count(); ++choice) {
    const float x = origin.x + static_cast<float>(choice) * (layout.tile_width + layout.gap);
    draw_small_text(context, {x, origin.y}, layout.tile_width, choices.names[static_cast<std::size_t>(choice)],
                    choice == choices.chosen ? context.theme.accent : context.theme.quiet);
  }
  ImGui::Dummy({layout.width(), small_text(context) + 2 * context.scale});
}

void ClassesPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  const std::vector<Choices> all = choices_of(context);
  if (all.empty()) return;
  const Choices& choices = all.front();
  if (button(context, "classes.new")) ++draw_;
  ImGui::BeginChild("rows", {0, 0}, false, ImGuiWindowFlags_HorizontalScrollbar);
  const ImageShape shape = context.dataset->shown_shape();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = std::round(2 * context.scale), header = small_text(context) + 2 * context.scale;
  GridLayout layout;
  for (int zoom = std::max(1, static_cast<int>(room.x) / std::max(1, shape.width * choices.count())); zoom >= 1;
       --zoom) {
    layout = {choices.count(), 0, static_cast<float>(shape.width * zoom), static_cast<float>(shape.height * zoom), gap};
    layout.rows = static_cast<int>((room.y - header + gap) / (layout.tile_height + gap));
    if (layout.rows >= kComfortable && layout.width() <= room.x) break;
  }
  layout.rows = std::clamp(layout.rows, 1, kMostRows);

  std::vector<float> points = context.view.z();
  const std::uint64_t seed = context.status->request.seed + 65537 + draw_ * 7919;
  const std::vector<float> drawn = sample_prior(layout.rows - 1, context.status->latent_blocks, seed);
  points.insert(points.end(), drawn.begin(), drawn.end());
  asker_.ask(context, with_every_choice(context, choices, points));
  const std::shared_ptr<const Pictures> pictures = asker_.get<Pictures>();
  if (!pictures || pictures->atlas.columns != choices.count()) {
    empty_state(context, asker_.error().empty() ? context.words("panel.decoding") : asker_.error());
  } else {
    draw_names(context, choices, layout);
    const DecodeQuestion* asked = asker_.question<DecodeQuestion>();
    const auto dim = static_cast<std::ptrdiff_t>(context.view.latent_dim());
    const auto describe = [&](int tile) {
      PictureItem item;
      const int choice = tile % choices.count(), row = tile / choices.count();
      const std::string& name = choices.names[static_cast<std::size_t>(choice)];
      if (asked) item.place.z.assign(asked->codes.begin() + tile * dim, asked->codes.begin() + (tile + 1) * dim);
      if (choices.first == Choices::kLabels) item.place.label = choice;
      item.name = fmt::format("{}-{}-{}", choices.id, name, row);
      item.tip = sentence(context, row == 0 ? "classes.tile.here" : "classes.tile", choices.title, name);
      return item;
    };
    const int clicked = grid_.draw(context, "classes.tile", pictures, pictures->atlas, layout, describe);
    if (clicked >= 0) context.view.choose(describe(clicked).place);
  }
  ImGui::EndChild();
}

}  // namespace zscope::ui
