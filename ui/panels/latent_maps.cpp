#include "ui/panels/latent_maps.h"

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kReach = 3;                    // what a cell of full colour holds, prior deviations
constexpr float kPixelsPerUnit = 40;           // of a drag
constexpr float kLargest = 44, kSmallest = 8;  // pixels of a cell

std::uint32_t blend(std::uint32_t from, std::uint32_t to, float part) {
  const ImVec4 a = ImGui::ColorConvertU32ToFloat4(from), b = ImGui::ColorConvertU32ToFloat4(to);
  return ImGui::ColorConvertFloat4ToU32(
      {a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part, a.z + (b.z - a.z) * part, 1});
}

/// Towards the accent above 0, towards the warning colour below: two that anyone can tell apart.
std::uint32_t value_colour(const Theme& theme, float value) {
  return blend(theme.line, value < 0 ? theme.warning : theme.accent, std::min(1.f, std::abs(value) / kReach));
}

std::uint32_t deviation_colour(const Theme& theme, float deviation) {
  return blend(theme.ground, theme.text, std::clamp(deviation, 0.f, 1.f));
}

}  // namespace

MapDeviations map_deviations(const float* log_variances, int rows, int columns) {
  MapDeviations out;
  double all = 0;
  for (int i = 0; i < rows * columns; ++i) all += double{log_variances[i]} / (rows * columns);
  for (int row = 0; row < rows; ++row) {
    double mean = 0;
    for (int column = 0; column < columns; ++column) mean += double{log_variances[row * columns + column]} / columns;
    out.rows.push_back(static_cast<float>(std::exp(mean / 2)));
  }
  for (int column = 0; column < columns; ++column) {
    double mean = 0;
    for (int row = 0; row < rows; ++row) mean += double{log_variances[row * columns + column]} / rows;
    out.columns.push_back(static_cast<float>(std::exp((mean - all) / 2)));
  }
  return out;
}

std::vector<float> LatentMaps::log_variances(Context& context) {
  const auto dim = static_cast<std::size_t>(context.view.latent_dim());
  if (context.view.selected() && context.status->model.capabilities.encode) {
    asker_.ask(context, EncodeQuestion{{*context.view.selected()}, {}});
    const std::shared_ptr<const Encodings> codes = asker_.get<Encodings>();
    if (codes && codes->log_variances.size() == dim) return codes->log_variances;
  } else {
    asker_.rest();
  }
  const std::shared_ptr<const Survey>& survey = context.view.survey();
  if (survey != averaged_) {
    averaged_ = survey;
    average_.clear();
    if (survey && survey->encodings.log_variances.size() >= dim && survey->encodings.count > 0) {
      std::vector<double> sums(dim, 0);
      const std::vector<float>& all = survey->encodings.log_variances;
      for (std::size_t i = 0; i < all.size(); ++i) sums[i % dim] += double{all[i]};
      for (const double sum : sums) average_.push_back(static_cast<float>(sum / survey->encodings.count));
    }
  }
  return average_.size() == dim ? average_ : std::vector<float>();
}

void LatentMaps::draw_cell(Context& context, int dimension, const std::string& place, ImVec2 corner, float cell) {
  ViewState& view = context.view;
  const float value = view.z()[static_cast<std::size_t>(dimension)];
  ImGui::SetCursorScreenPos(corner);
  ImGui::PushID(dimension);
  ImGui::InvisibleButton("cell", {cell, cell});
  if (ImGui::IsItemActivated()) grabbed_ = value;
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 1)) {
    view.set_coordinate(dimension, grabbed_ - ImGui::GetMouseDragDelta(0, 1).y / (kPixelsPerUnit * context.scale));
  }
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) view.set_coordinate(dimension, 0);
  const bool hot = ImGui::IsItemHovered() || ImGui::IsItemActive();
  if (hot) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float gap = std::max(1.f, std::floor(context.scale));
  const ImVec2 to(corner.x + cell - gap, corner.y + cell - gap);
  list->AddRectFilled(corner, to, value_colour(context.theme, value));
  if (hot) list->AddRect(corner, to, context.theme.text);
  record(context, fmt::format("latent.cell.{}", dimension), "cell", place, fmt::format("{:.2f}", value));
  tooltip(context, sentence(context, "latent.cell.tip", dimension_name(context, dimension), place,
                            fmt::format("{:.2f}", value)));
  ImGui::PopID();
}

void LatentMaps::draw_map(Context& context, const BlockAt& at, int map, ImVec2 corner, float cell,
                          const std::vector<float>& log_variances) {
  const int rows = at.block->rows, columns = at.block->columns, first = at.first + map * rows * columns;
  const float strip = std::round(8 * context.scale), gap = std::round(3 * context.scale);
  const ImVec2 inside(corner.x + strip + gap, corner.y + strip + gap);
  if (!log_variances.empty()) {
    const MapDeviations sigma = map_deviations(log_variances.data() + first, rows, columns);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const auto mark = [&](const char* kind, int number, ImVec2 from, ImVec2 to, float deviation) {
      list->AddRectFilled(from, to, deviation_colour(context.theme, deviation));
      list->AddRect(from, to, context.theme.line);
      const std::string figure = fmt::format("{:.2f}", deviation);
      record_rectangle(context, fmt::format("latent.{}.{}.{}", kind, map, number), "text", kind, from.x, from.y,
                       to.x - from.x, to.y - from.y, figure);
      ImGui::SetCursorScreenPos(from);
      ImGui::Dummy({to.x - from.x, to.y - from.y});
      tooltip(context, sentence(context, (std::string("latent.") + kind + ".tip").c_str(), number + 1, figure));
    };
    for (int row = 0; row < rows; ++row) {
      const float y = inside.y + static_cast<float>(row) * cell;
      mark("row", row, {corner.x, y}, {corner.x + strip, y + cell - 1}, sigma.rows[static_cast<std::size_t>(row)]);
    }
    for (int column = 0; column < columns; ++column) {
      const float x = inside.x + static_cast<float>(column) * cell;
      mark("column", column, {x, corner.y}, {x + cell - 1, corner.y + strip},
           sigma.columns[static_cast<std::size_t>(column)]);
    }
  }
  for (int i = 0; i < rows * columns; ++i) {
    const ImVec2 place(inside.x + static_cast<float>(i % columns) * cell,
                       inside.y + static_cast<float>(i / columns) * cell);
    draw_cell(context, first + i, sentence(context, "latent.cell", map + 1, i / columns + 1, i % columns + 1), place,
              cell);
  }
}

void LatentMaps::draw(Context& context, const BlockAt& at) {
  const int rows = at.block->rows, columns = at.block->columns;
  const int maps = at.block->size / std::max(1, rows * columns);
  const float around = std::round(11 * context.scale), gap = std::round(12 * context.scale);
  const float room = ImGui::GetContentRegionAvail().x;
  // All maps in one row where their cells stay large enough to grab.
  float cell = std::floor(((room + gap) / static_cast<float>(maps) - gap - around) / static_cast<float>(columns));
  cell = std::clamp(cell, kSmallest * context.scale, kLargest * context.scale);
  const float width = around + cell * static_cast<float>(columns), height = around + cell * static_cast<float>(rows);
  const int across = std::clamp(static_cast<int>((room + gap) / (width + gap)), 1, maps);
  const std::vector<float> spread = log_variances(context);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  for (int map = 0; map < maps; ++map) {
    const ImVec2 corner(std::floor(origin.x + static_cast<float>(map % across) * (width + gap)),
                        std::floor(origin.y + static_cast<float>(map / across) * (height + gap)));
    draw_map(context, at, map, corner, cell, spread);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({room, static_cast<float>((maps + across - 1) / across) * (height + gap) - gap});
}

}  // namespace zscope::ui
