#include "ui/panels/compare.h"

#include "base/file.h"
#include "compare/report.h"
#include "runs/run_info.h"
#include "ui/panels/compared_table.h"
#include "ui/panels/parts.h"
#include "ui/view_state.h"
#include "ui/widgets/controls.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace zscope::ui {
namespace {

constexpr float kBetween = 32;        // pixels at scale 1, from the table to the pictures
constexpr float kWide = 900;          // pixels at scale 1, from which on the pictures stand beside the table
constexpr float kTableShare = 0.40f;  // of the room, that the table takes then in its wide form

}  // namespace

void ComparePanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  state_ = context.session.comparison();
  choice_.look(context);
  take_result(context);
  draw_controls(context);
  ImGui::BeginChild(choosing_ ? "choice" : "result", {0, 0}, false,
                    choosing_ ? 0 : ImGuiWindowFlags_HorizontalScrollbar);
  if (choosing_) {
    choice_.draw(context);
  } else {
    draw_result(context);
  }
  ImGui::EndChild();
}

void ComparePanel::take_result(Context& context) {
  if (!state_.result || state_.result == shown_.compared) return;
  shown_ = {state_.result, {}};
  for (const ComparedRun& run : state_.result->runs) shown_.titles.push_back(run_title(run.name, run.model));
  const std::vector<RunTitle> all = shown_.titles;
  for (RunTitle& title : shown_.titles) {
    // Of runs of the same model that are only called after a time, it is the time that tells them apart.
    const auto alike =
        std::count_if(all.begin(), all.end(), [&](const RunTitle& one) { return one.name == title.name; });
    if (alike > 1 && !title.aside.empty()) std::swap(title.name, title.aside);
  }
  choosing_ = false;
  context.clock.redraw_within(0);  // scroll bars are known one frame later
}

void ComparePanel::draw_result(Context& context) {
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  // The same whether there is a scroll bar or not: otherwise the one would call for the other.
  const float room = ImGui::GetWindowWidth() - ImGui::GetStyle().ScrollbarSize - 4 * context.scale;
  const float between = kBetween * context.scale;
  const bool wide = room > kWide * context.scale;
  const ComparedTable table(context, shown_, wide ? kTableShare * room : room);
  const float least = ComparedPictures::least_width(context, shown_);
  const bool beside = wide && room >= table.width() + between + least;
  const float gap = 16 * context.scale;
  float height = table.draw(context, origin) + gap;
  if (beside) {
    const float x = std::ceil(table.width() + between);
    height += curves_.draw(context, shown_, {origin.x, origin.y + height}, table.width());
    height = std::max(height, pictures_.draw(context, shown_, {origin.x + x, origin.y}, room - x));
  } else {
    height += pictures_.draw(context, shown_, {origin.x, origin.y + height}, room) + gap;
    height += curves_.draw(context, shown_, {origin.x, origin.y + height}, room);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({beside ? room : std::max(table.width(), least), height});
}

void ComparePanel::draw_controls(Context& context) {
  if (state_.result) {
    if (button(context, choosing_ ? "compare.back" : "compare.choose")) choosing_ = !choosing_;
    ImGui::SameLine();
  }
  if (state_.running) {
    if (button(context, "compare.stop")) context.session.stop_comparing();
    ImGui::SameLine(0, 12 * context.scale);
    draw_progress(context, "compare.progress", state_.progress);
    return;
  }
  if (choosing_) {
    const std::vector<std::filesystem::path> ticked = choice_.ticked();
    if (button(context, "compare.start", ticked.size() > 1, true)) {
      context.session.compare(ticked, all_ ? std::vector<std::string>{"all"} : std::vector<std::string>());
    }
    ImGui::SameLine();
    toggle(context, "compare.all", all_);
  } else if (button(context, "compare.report")) {
    context.view.save_file(context, "compare", ".html", context.words("compare.report.saved"),
                           [compared = state_.result](const std::filesystem::path& path) {
                             write_file_atomically(path, comparison_report(*compared, utc_now("%Y-%m-%d")));
                           });
  }
  draw_error(context, "compare.error", state_.error);
}

}  // namespace zscope::ui
