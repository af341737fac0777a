#include "ui/panels/codebook.h"

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zscope::ui {
namespace {

constexpr float kLeast = 24;  // pixels of a tile, below which nothing is to be seen: many scroll

}  // namespace

std::string CodebookPanel::note(const Context& context) const {
  return context.view.codebook() ? step_note(context, context.view.codebook_step()) : std::string();
}

std::vector<int> CodebookPanel::order(const CodebookUse& use) const {
  std::vector<int> numbers(use.shares.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  if (by_use_) {
    std::stable_sort(numbers.begin(), numbers.end(), [&](int a, int b) {
      return use.shares[static_cast<std::size_t>(a)] > use.shares[static_cast<std::size_t>(b)];
    });
  }
  return numbers;
}

void CodebookPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  if (context.dataset->test.count == 0) {
    empty_state(context, context.words("reconstructions.no_test"));
    return;
  }
  toggle(context, "codebook.by_use", by_use_);
  const std::shared_ptr<const CodebookUse>& use = context.view.codebook();
  if (!use) {
    const std::string& error = context.view.codebook_error();
    empty_state(context, error.empty() ? context.words("codebook.asking") : error);
    return;
  }
  const auto unused = std::count(use->shares.begin(), use->shares.end(), 0.f);
  ImGui::SameLine();
  quiet_label(context, sentence(context, "codebook.perplexity", fmt::format("{:.1f}", use->perplexity),
                                use->shares.size(), unused));
  record(context, "codebook.perplexity", "text", "", fmt::format("{:.2f}", use->perplexity));
  tooltip(context, context.words("codebook.perplexity.tip"));
  ImGui::BeginChild("entries");
  draw_entries(context, use);
  ImGui::EndChild();
}

void CodebookPanel::draw_entries(Context& context, const std::shared_ptr<const CodebookUse>& use) {
  const Atlas& atlas = use->entries;
  const float gap = std::round(3 * context.scale), bar = std::round(3 * context.scale);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  GridLayout layout;
  const int least = std::max(1, static_cast<int>(kLeast * context.scale) / std::max(1, atlas.tile_width));
  for (int zoom = whole_zoom(atlas.tile_width, atlas.tile_height, room.x, room.y); zoom >= least; --zoom) {
    layout = grid_at_zoom(atlas.count, atlas.tile_width, atlas.tile_height, zoom, room.x, gap);
    if (static_cast<float>(layout.rows) * (layout.tile_height + bar + 1 + gap) <= room.y + gap) break;
  }
  grid_.show(context, use, atlas);
  const ImVec2 origin = ImGui::GetCursorScreenPos(), size(layout.tile_width, layout.tile_height);
  const float most = std::max(1e-9f, *std::max_element(use->shares.begin(), use->shares.end()));
  const std::vector<int> numbers = order(*use);
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const int code = numbers[i], column = static_cast<int>(i) % layout.columns,
              row = static_cast<int>(i) / layout.columns;
    const ImVec2 corner(origin.x + static_cast<float>(column) * (size.x + gap),
                        origin.y + static_cast<float>(row) * (size.y + bar + 1 + gap));
    if (!ImGui::IsRectVisible(corner, {corner.x + size.x, corner.y + size.y + bar + 1})) continue;
    const float share = use->shares[static_cast<std::size_t>(code)];
    const bool clicked =
        grid_.draw_tile(context, fmt::format("codebook.code.{}", code), atlas, code, corner, size, [&](int) {
          PictureItem item;
          item.name = fmt::format("code-{}", code);
          item.tip = share > 0 ? sentence(context, "codebook.code", code + 1, fmt::format("{:.2f}", 100 * share))
                               : sentence(context, "codebook.code.unused", code + 1);
          return item;
        });
    if (clicked) context.view.set_brush(code);
    if (context.view.brush() == code) {
      list->AddRect({corner.x - 1, corner.y - 1}, {corner.x + size.x + 1, corner.y + size.y + 1}, context.theme.accent,
                    0, 0, 2);
    }
    const float under = corner.y + size.y + 1;
    list->AddRectFilled({corner.x, under}, {corner.x + size.x, under + bar}, context.theme.line);
    list->AddRectFilled({corner.x, under}, {corner.x + std::round(size.x * share / most), under + bar},
                        context.theme.quiet);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({layout.width(), static_cast<float>(layout.rows) * (size.y + bar + 1 + gap) - gap});
}

}  // namespace zscope::ui
