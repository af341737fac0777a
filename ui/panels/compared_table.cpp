#include "ui/panels/compared_table.h"

#include "ui/widgets/controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kLeastColumn = 72, kMostColumn = 168, kGap = 16, kMark = 14;  // pixels at scale 1

/// "MB", unless values say it themselves.
std::string unit_of(const Fact& fact) { return fact.unit == "s" ? std::string() : fact.unit; }

/// The best of a line: brighter, heavier, and with a mark behind it for who cannot see either.
void draw_best(const Context& context, ImVec2 at, const std::string& text, float mark) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const std::uint32_t bright = context.theme.dark ? 0xffffffffu : 0xff000000u;
  list.AddText(at, bright, text.c_str());
  list.AddText({at.x + 0.6f * context.scale, at.y}, bright, text.c_str());
  const float side = 3.5f * context.scale, y = std::floor(at.y + ImGui::GetFontSize() / 2) + 0.5f;
  list.AddTriangleFilled({mark, y}, {mark + 1.4f * side, y - side}, {mark + 1.4f * side, y + side}, bright);
}

}  // namespace

ComparedTable::ComparedTable(const Context& context, const ShownComparison& shown, float most) : shown_(shown) {
  measure(context);
  if (width() <= most) return;
  narrow_ = true;
  measure(context);
  const auto count = static_cast<float>(shown.titles.size());
  run_ = std::max(run_, std::floor((most - title_) / count));
}

void ComparedTable::measure(const Context& context) {
  title_ = 0;
  run_ = kLeastColumn * context.scale;
  if (!narrow_) {
    for (const RunTitle& title : shown_.titles) {
      run_ = std::max({run_, text_width(title.name) + run_dot(context), text_width(title.aside)});
    }
    run_ = std::min(run_, kMostColumn * context.scale);
  }
  for (const Fact& fact : shown_.compared->comparison.facts) {
    title_ = std::max(title_, text_width(title_of(fact)));
    for (std::size_t i = 0; i < fact.values.size(); ++i) run_ = std::max(run_, text_width(fact_text(fact, i)));
  }
  run_ = std::ceil(run_ + (kMark + kGap) * context.scale);
}

// "Peak memory, MB ↓": the arrow says which way is better.
std::string ComparedTable::title_of(const Fact& fact) const {
  const std::string unit = narrow_ || unit_of(fact).empty() ? "" : ", " + unit_of(fact);
  return fact.title + unit + (fact.better > 0 ? " ↑" : fact.better < 0 ? " ↓" : "");
}

float ComparedTable::width() const { return title_ + static_cast<float>(shown_.titles.size()) * run_; }

float ComparedTable::draw(Context& context, ImVec2 corner) const {
  const Comparison& comparison = shown_.compared->comparison;
  float y = corner.y + draw_head(context, corner);
  for (const Fact& fact : comparison.facts) {
    draw_fact(context, fact, {corner.x, y});
    y += compared_line(context);
  }
  if (comparison.same_data) return y - corner.y;
  const char* warning = context.words("compare.other_data");
  y += 4 * context.scale;
  ImGui::GetWindowDrawList()->AddText(nullptr, 0, {corner.x, y}, context.theme.warning, warning, nullptr, width());
  return y + ImGui::CalcTextSize(warning, nullptr, false, width()).y - corner.y;
}

float ComparedTable::draw_head(Context& context, ImVec2 corner) const {
  const float mark = kMark * context.scale, room = run_ - mark - kGap * context.scale / 2;
  const float second = corner.y + ImGui::GetFontSize() + 2 * context.scale;
  for (std::size_t i = 0; i < shown_.titles.size(); ++i) {
    const float right = corner.x + title_ + static_cast<float>(i + 1) * run_ - mark;
    const float name = std::min(room, text_width(shown_.titles[i].name) + run_dot(context));
    draw_run_name(context, shown_, i, {std::floor(right - name), corner.y}, name);
    const float aside = std::min(room, text_width(shown_.titles[i].aside));
    draw_short({std::floor(right - aside), second}, aside, context.theme.quiet, shown_.titles[i].aside);
    ImGui::SetCursorScreenPos({right - room, corner.y});
    ImGui::InvisibleButton(fmt::format("compare.head.{}", i).c_str(), {room, 2 * ImGui::GetFontSize()});
    const ComparedRun& run = shown_.compared->runs[i];
    record(context, fmt::format("compare.head.{}", i), "text", shown_.titles[i].name);
    tooltip(context, run.name + "\n" + run.model);
  }
  return std::round(2 * ImGui::GetFontSize() + 10 * context.scale);
}

void ComparedTable::draw_fact(Context& context, const Fact& fact, ImVec2 corner) const {
  const float line = compared_line(context), mark = kMark * context.scale;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddLine({corner.x, corner.y}, {corner.x + width() - mark, corner.y}, context.theme.line);
  const float y = std::floor(corner.y + (line - ImGui::GetFontSize()) / 2);
  ImGui::SetCursorScreenPos(corner);
  ImGui::InvisibleButton(("compare.fact." + fact.name).c_str(), {width(), line});
  std::string best;
  for (const std::size_t i : fact.best) best += (best.empty() ? "" : ", ") + shown_.compared->comparison.names[i];
  record(context, "compare.fact." + fact.name, "text", fact.title, best);
  std::string tip = fact.title + (unit_of(fact).empty() ? "" : ", " + unit_of(fact));
  if (fact.better != 0) tip += std::string(": ") + context.words(fact.better > 0 ? "metrics.higher" : "metrics.lower");
  tooltip(context, tip + ".");
  list.AddText({corner.x, y}, context.theme.quiet, title_of(fact).c_str());
  for (std::size_t i = 0; i < fact.values.size(); ++i) {
    const std::string text = fact.values[i] ? fact_text(fact, i) : context.words("metrics.none");
    const float right = corner.x + title_ + static_cast<float>(i + 1) * run_ - mark;
    const ImVec2 at(std::floor(right - text_width(text)), y);
    if (std::find(fact.best.begin(), fact.best.end(), i) != fact.best.end()) {
      draw_best(context, at, text, right + 5 * context.scale);
    } else {
      list.AddText(at, fact.values[i] ? context.theme.text : context.theme.quiet, text.c_str());
    }
  }
}

}  // namespace zscope::ui
