#include "ui/panels/metrics.h"

#include "base/figures.h"
#include "base/names.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/ticks.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kColumn = 220, kBetween = 24, kSeries = 28;  // pixels at scale 1
constexpr std::size_t kMostBars = 64;

/// Nothing where others had done the work already.
std::string took(const MetricResult& result) {
  return result.seconds < 0.05 ? std::string() : fmt::format("{:.1f} s", result.seconds);
}

/// Counts as whole numbers, all else with the digits it deserves.
std::string shown_value(double value) {
  const bool whole = std::abs(value) < 1e6 && value == std::round(value);
  return whole ? grouped(static_cast<std::int64_t>(value)) : figure(value);
}

float line_height(const Context& context) { return std::round(ImGui::GetFontSize() + 5 * context.scale); }

/// What a bar of a series stands for.
std::string bar_name(const Context& context, const std::string& series, std::size_t bar) {
  const std::vector<std::string>& classes = context.dataset->class_names;
  if (series.ends_with("per_class") && bar < classes.size()) return classes[bar];
  if (series.ends_with("per_dimension")) return dimension_name(context, static_cast<int>(bar));
  return std::to_string(bar + 1);
}

/// Shortened where it does not fit, so that a figure to its right stays legible.
void draw_text(ImVec2 corner, float width, std::uint32_t colour, const std::string& text) {
  ImGui::GetWindowDrawList()->AddText(corner, colour, shortened(text, width).c_str());
}

}  // namespace

std::string MetricsPanel::note(const Context& context) const {
  return state_.step >= 0 && !state_.results.empty() ? step_note(context, state_.step) : std::string();
}

const MetricResult* MetricsPanel::result_of(const MetricInfo& metric) const {
  const auto found = std::find_if(state_.results.begin(), state_.results.end(),
                                  [&](const MetricResult& result) { return result.metric == metric.name; });
  return found == state_.results.end() ? nullptr : &*found;
}

void MetricsPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  state_ = context.session.evaluation();
  draw_controls(context);
  ImGui::BeginChild("metrics");
  draw_metrics(context);
  ImGui::EndChild();
}

void MetricsPanel::draw_controls(Context& context) {
  if (!state_.running) {
    if (button(context, "metrics.measure", context.status->step > 0, state_.results.empty())) {
      context.session.evaluate({"all"});
    }
    draw_error(context, "metrics.error", state_.error);
    return;
  }
  if (button(context, "metrics.cancel")) context.session.stop_evaluating();
  ImGui::SameLine(0, 12 * context.scale);
  draw_progress(context, "metrics.progress", state_.progress);
}

// Metrics one under another in as many columns as there is room for, each in the column that is shortest.
void MetricsPanel::draw_metrics(Context& context) {
  const float room = ImGui::GetContentRegionAvail().x - 4 * context.scale, between = kBetween * context.scale;
  const auto columns =
      std::max<std::size_t>(1, static_cast<std::size_t>((room + between) / (kColumn * context.scale + between)));
  const float width = std::floor((room - between * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  std::vector<float> ends(columns, 0);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  for (const MetricInfo& metric : context.session.metrics()) {
    const auto shortest = std::min_element(ends.begin(), ends.end());
    const auto column = static_cast<float>(shortest - ends.begin());
    *shortest += draw_metric(context, metric, origin.x + column * (width + between), origin.y + *shortest, width);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({room, *std::max_element(ends.begin(), ends.end())});
}

float MetricsPanel::draw_metric(Context& context, const MetricInfo& metric, float x, float y, float width) {
  const float line = line_height(context);
  const MetricResult* result = result_of(metric);
  const std::string unfit = metric.unfit ? metric.unfit(context.status->model, *context.dataset) : "";
  const std::string id = "metrics." + metric.name;
  const bool enabled = unfit.empty() && context.status->step > 0 && !state_.running;

  ImGui::SetCursorScreenPos({x, y});
  if (ImGui::InvisibleButton(id.c_str(), {width, line}) && enabled) context.session.evaluate({metric.name});
  const bool hovered = ImGui::IsItemHovered() && enabled;
  record(context, id, "button", metric.title, result ? "measured" : "", enabled);
  tooltip(context, metric.summary + (unfit.empty() ? "" : "\n" + sentence(context, "metrics.unfit", unfit)) +
                       (enabled ? std::string("\n") + context.words("metrics.one.tip") : ""));
  const std::string aside = !unfit.empty() ? context.words("metrics.none")
                            : result       ? took(*result)
                                           : context.words("metrics.open");
  const float needed = ImGui::CalcTextSize(aside.c_str()).x;
  const std::uint32_t bright = unfit.empty() ? context.theme.text : context.theme.quiet;
  draw_text({x, y}, width - needed - 8 * context.scale, bright, metric.title);
  ImGui::GetWindowDrawList()->AddText({std::floor(x + width - needed), y},
                                      hovered ? context.theme.accent : context.theme.quiet, aside.c_str());
  float height = line;
  if (result != nullptr) {
    for (const auto& [name, value] : result->values) {
      draw_figure(context, metric, name, value, x, y + height, width);
      height += line;
    }
    for (const auto& [name, values] : result->series) {
      if (values.size() < 2 || values.size() > kMostBars) continue;
      draw_series(context, name, values, {x, y + height + 2 * context.scale}, width);
      height += (kSeries + 6) * context.scale;
    }
  }
  return std::round(height + 8 * context.scale);
}

void MetricsPanel::draw_figure(Context& context, const MetricInfo& metric, const std::string& name, double value,
                               float x, float y, float width) {
  const FigureInfo* info = metric.figure(name);
  const std::string title = info ? info->title : title_from_name(name), shown = shown_value(value);
  const float indent = 12 * context.scale, needed = ImGui::CalcTextSize(shown.c_str()).x;
  ImGui::SetCursorScreenPos({x, y});
  ImGui::InvisibleButton(("metrics.figure." + name).c_str(), {width, line_height(context)});
  record(context, "metrics.figure." + name, "text", title, shown);
  if (info) {
    std::string words = info->unit;
    if (!info->summary.empty()) words += (words.empty() ? "" : ", ") + info->summary;
    const char* better = info->better == Better::higher  ? "metrics.higher"
                         : info->better == Better::lower ? "metrics.lower"
                                                         : nullptr;
    if (better) words += (words.empty() ? "" : "; ") + std::string(context.words(better));
    if (!words.empty()) tooltip(context, title + ": " + words + ".");
  }
  draw_text({x + indent, y}, width - needed - indent - 8 * context.scale, context.theme.quiet, title);
  ImGui::GetWindowDrawList()->AddText({std::floor(x + width - needed), y}, context.theme.text, shown.c_str());
}

void MetricsPanel::draw_series(Context& context, const std::string& name, const std::vector<double>& values,
                               ImVec2 corner, float width) {
  const float indent = 12 * context.scale, height = kSeries * context.scale;
  const ImVec2 from(corner.x + indent, corner.y), to(corner.x + width, corner.y + height);
  ImGui::SetCursorScreenPos(from);
  ImGui::InvisibleButton(("metrics.series." + name).c_str(), {to.x - from.x, height});
  record(context, "metrics.series." + name, "plot", name, std::to_string(values.size()));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(from, to, context.theme.ground, 2 * context.scale);
  const double most = *std::max_element(values.begin(), values.end());
  const float bar = (to.x - from.x) / static_cast<float>(values.size()), gap = std::min(bar / 4, 2 * context.scale);
  const auto under = static_cast<std::size_t>((ImGui::GetIO().MousePos.x - from.x) / bar);
  const bool hovered = ImGui::IsItemHovered() && under < values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float share = most > 0 ? static_cast<float>(std::max(0.0, values[i]) / most) : 0;
    const float left = from.x + static_cast<float>(i) * bar;
    const float top = to.y - std::max(context.scale, share * (height - 4 * context.scale));
    list.AddRectFilled({left, top}, {left + bar - gap, to.y},
                       faded(context.theme.accent, hovered && under == i ? 1.f : 0.55f));
  }
  if (hovered) tooltip(context, fmt::format("{}: {}", bar_name(context, name, under), shown_value(values[under])));
}

}  // namespace zscope::ui
