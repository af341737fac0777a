#include "ui/panels/run_choice.h"

#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <imgui.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr std::size_t kMost = 5;                      // of which a person can tell the columns apart
constexpr float kColumn = 280, kBetween = 40;         // pixels at scale 1
constexpr auto kLookAgain = std::chrono::seconds(2);  // while the open run has yet to be saved

/// Whether runs were trained on this data, as far as they say.
bool on_this_data(const Context& context, const RunSummary& run) {
  if (!run.data_fingerprint.empty()) return run.data_fingerprint == context.dataset->fingerprint;
  return run.data == context.status->request.data;
}

void draw_box(const Context& context, ImVec2 corner, float side, bool ticked, bool enabled, bool hovered) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float rounding = 3 * context.scale, thick = std::max(1.f, std::round(context.scale));
  const ImVec2 to(corner.x + side, corner.y + side);
  if (ticked) {
    list.AddRectFilled(corner, to, context.theme.accent, rounding);
    const float u = side / 8;
    const ImVec2 tick[] = {{corner.x + 1.8f * u, corner.y + 4.2f * u},
                           {corner.x + 3.3f * u, corner.y + 5.8f * u},
                           {corner.x + 6.3f * u, corner.y + 2.3f * u}};
    list.AddPolyline(tick, 3, context.theme.on_accent, 0, 2 * context.scale);
  } else {
    const std::uint32_t colour = !enabled ? context.theme.line : hovered ? context.theme.accent : context.theme.quiet;
    list.AddRect(corner, to, colour, rounding, 0, thick);
  }
}

}  // namespace

RunTitle run_title(const std::string& name, const std::string& model) {
  // "2026-11-21-153012-vae-conv-digits": what runs are called that were not told where.
  constexpr std::string_view kForm = "dddd-dd-dd-dddddd-";
  const bool timed =
      name.size() > kForm.size() && std::equal(kForm.begin(), kForm.end(), name.begin(), [](char f, char c) {
        return f == 'd' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : f == c;
      });
  if (!timed) return {name, model};
  const auto part = [&](std::size_t from, std::size_t count) { return name.substr(from, count); };
  return {model, fmt::format("{} {}:{}:{}", part(5, 5), part(11, 2), part(13, 2), part(15, 2))};
}

bool RunChoice::open_is_saved() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.open && line.saved; });
}

void RunChoice::look(Context& context) {
  const Status& status = *context.status;
  const std::string now_for = fmt::format("{} {} {}", context.session.run_generation(), static_cast<int>(status.state),
                                          status.directory.string());
  const auto now = std::chrono::steady_clock::now();
  const bool soon = !status.directory.empty() && !open_is_saved() && now - looked_at_ > kLookAgain;
  if (now_for != looked_for_ || soon) {
    looked_for_ = now_for;
    looked_at_ = now;
    context.session.refresh_runs();
  }
  const auto runs = context.session.runs();
  const std::string listed_for = context.dataset->fingerprint + now_for;
  if (!runs || (runs == runs_ && listed_for == listed_for_)) return;
  runs_ = runs;
  listed_for_ = listed_for;
  list(context, *runs);
}

void RunChoice::list(const Context& context, const std::vector<RunSummary>& runs) {
  const std::vector<std::filesystem::path> before = ticked();
  const bool open_was_there = std::any_of(lines_.begin(), lines_.end(), [&](const Line& line) {
    return line.open && line.saved && line.directory == context.status->directory;
  });
  lines_.clear();
  others_ = able_ = 0;
  const Status& status = *context.status;
  const std::string model = model_and_preset(status.model.name, status.request.preset);
  Line open{status.directory, run_title(status.directory.filename().string(), model), model, true, false, false};
  for (const RunSummary& run : runs) {
    if (run.model.empty()) continue;
    if (!on_this_data(context, run)) {
      ++others_;
      continue;
    }
    if (run.saved) ++able_;
    if (run.directory == status.directory) {
      open.saved = run.saved;
      continue;
    }
    const std::string what = model_and_preset(run.model, run.preset);
    lines_.push_back(
        {run.directory, run_title(run.directory.filename().string(), what), what, false, run.saved, false});
  }
  if (open.title.name.empty()) open.title = {model, {}};
  lines_.insert(lines_.begin(), std::move(open));
  for (Line& line : lines_) line.ticked = std::find(before.begin(), before.end(), line.directory) != before.end();
  Line& first = lines_.front();
  if (first.saved && !open_was_there && before.size() < kMost) first.ticked = true;
}

std::vector<std::filesystem::path> RunChoice::ticked() const {
  std::vector<std::filesystem::path> out;
  for (const Line& line : lines_) {
    if (line.ticked && line.saved) out.push_back(line.directory);
  }
  return out;
}

void RunChoice::draw(Context& context) {
  if (!runs_) {
    empty_state(context, context.words("compare.looking"));
    return;
  }
  const float room = ImGui::GetContentRegionAvail().x, between = kBetween * context.scale;
  const auto columns = std::max(1, static_cast<int>((room + between) / (kColumn * context.scale + between)));
  const float width = std::floor((room - between * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  const float height = std::round(ImGui::GetFontSize() + 8 * context.scale);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto column = static_cast<int>(i) % columns, row = static_cast<int>(i) / columns;
    draw_line(context, i, origin.x + static_cast<float>(column) * (width + between),
              origin.y + static_cast<float>(row) * height, width);
  }
  const int rows = (static_cast<int>(lines_.size()) + columns - 1) / columns;
  ImGui::SetCursorScreenPos({origin.x, origin.y + static_cast<float>(rows) * height + 4 * context.scale});
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.quiet);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + std::min(room, 560 * context.scale));
  const char* advice = too_few() ? "compare.few" : ticked().size() < 2 ? "compare.one" : nullptr;
  if (advice) {
    ImGui::TextUnformatted(context.words(advice));
    record(context, "compare.advice", "text", context.words(advice));
  }
  if (others_ > 0) {
    ImGui::TextUnformatted(sentence(context, "compare.others", others_).c_str());
    record(context, "compare.others", "text", "", std::to_string(others_));
  }
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

void RunChoice::draw_line(Context& context, std::size_t number, float x, float y, float width) {
  Line& line = lines_[number];
  const std::string id = fmt::format("compare.run.{}", number);
  const bool full = !line.ticked && ticked().size() >= kMost, enabled = line.saved && !full;
  const float font = ImGui::GetFontSize(), side = std::round(font * 0.9f), gap = 8 * context.scale;
  const float height = std::round(font + 8 * context.scale);
  ImGui::SetCursorScreenPos({x, y});
  if (ImGui::InvisibleButton(id.c_str(), {width, height}) && enabled) line.ticked = !line.ticked;
  const bool hovered = ImGui::IsItemHovered();
  record(context, id, "toggle", line.title.name, line.ticked ? "on" : "off", enabled);
  std::string tip = line.directory.empty() ? line.model : line.model + "\n" + line.directory.string();
  const char* more = !line.saved ? "compare.unsaved.tip"
                     : full      ? "compare.too_many"
                     : line.open ? "compare.as_saved"
                                 : nullptr;
  if (more) tip += std::string("\n") + context.words(more);
  tooltip(context, tip);

  const float text = std::floor(y + (height - font) / 2);
  draw_box(context, {x, std::floor(y + (height - side) / 2)}, side, line.ticked && line.saved, enabled, hovered);
  std::string aside = line.saved ? line.title.aside : context.words("compare.unsaved");
  if (line.open) aside = std::string(context.words("compare.open")) + (aside.empty() ? "" : " · ") + aside;
  const float left = x + side + gap, needed = ImGui::CalcTextSize(aside.c_str()).x,
              named = x + width - needed - left - gap;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const std::string name = shortened(line.title.name, std::max(named, width * 0.35f));
  list.AddText({left, text}, enabled ? context.theme.text : context.theme.quiet, name.c_str());
  const float from = std::max(x + width - needed, left + ImGui::CalcTextSize(name.c_str()).x + gap);
  list.AddText({from, text}, context.theme.quiet, shortened(aside, std::ceil(x + width - from)).c_str());
}

}  // namespace zscope::ui
