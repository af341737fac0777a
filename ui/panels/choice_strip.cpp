#include "ui/panels/choice_strip.h"

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {

void ChoiceStrip::draw(Context& context, const Choices& choices) {
  asker_.ask(context, with_every_choice(context, choices, context.view.z()));
  const std::shared_ptr<const Pictures> pictures = asker_.get<Pictures>();
  const bool whole = pictures && pictures->atlas.count == choices.count();
  const ImageShape shape = context.dataset->shown_shape();
  const float gap = std::round(2 * context.scale), room = ImGui::GetContentRegionAvail().x;
  const auto count = static_cast<float>(choices.count());
  const int zoom = whole_zoom(shape.width, shape.height, (room + gap) / count - gap, 1e6f);
  const ImVec2 tile(static_cast<float>(shape.width * zoom), static_cast<float>(shape.height * zoom));
  const int columns = std::clamp(static_cast<int>((room + gap) / (tile.x + gap)), 1, choices.count());
  const float line = small_text(context) + 4 * context.scale;
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  if (whole) grid_.show(context, pictures, pictures->atlas);
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (int choice = 0; choice < choices.count(); ++choice) {
    const ImVec2 corner(origin.x + static_cast<float>(choice % columns) * (tile.x + gap),
                        origin.y + static_cast<float>(choice / columns) * (tile.y + line));
    const std::string& name = choices.names[static_cast<std::size_t>(choice)];
    const bool chosen = choice == choices.chosen;
    if (whole) {
      const bool clicked = grid_.draw_tile(context, fmt::format("latent.{}.{}", choices.id, choice), pictures->atlas,
                                           choice, corner, tile, [&](int) {
                                             PictureItem item;
                                             item.place.z = choices.at(context.view.z(), choice);
                                             if (choices.first == Choices::kLabels) item.place.label = choice;
                                             item.name = fmt::format("{}-{}", choices.id, name);
                                             item.tip = choices.title + " " + name;
                                             return item;
                                           });
      if (clicked) choices.choose(context, choice);
    } else {
      list->AddRectFilled(corner, {corner.x + tile.x, corner.y + tile.y}, context.theme.ground);
    }
    if (chosen) {
      const float out = std::max(1.f, std::floor(context.scale));
      list->AddRect({corner.x - out, corner.y - out}, {corner.x + tile.x + out, corner.y + tile.y + out},
                    context.theme.accent, 0, 0, 2 * out);
    }
    draw_small_text(context, {corner.x, corner.y + tile.y + 1 * context.scale}, tile.x, name,
                    chosen ? context.theme.accent : context.theme.quiet);
  }
  const int rows = (choices.count() + columns - 1) / columns;
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({room, std::max(0.f, static_cast<float>(rows) * (tile.y + line) - ImGui::GetStyle().ItemSpacing.y / 2)});
}

}  // namespace zscope::ui
