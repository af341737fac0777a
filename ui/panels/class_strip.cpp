#include "ui/panels/class_strip.h"

#include "ui/panels/parts.h"
#include "ui/view_state.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kBars = 22, kLegend = 76;  // pixels at scale 1: the height of the bars, the width of the words
constexpr float kLeastName = 9;            // of a class whose name is written under its bar

}  // namespace

bool ClassStrip::fits(const Context& context) {
  const Capabilities& can = context.status->model.capabilities;
  return can.decode && !can.codebook && context.dataset && context.dataset->labelled() &&
         !context.dataset->shape.points();
}

float ClassStrip::height(const Context& context) {
  return std::round((kBars + 4) * context.scale + small_text(context) + 2 * context.scale);
}

void ClassStrip::draw(Context& context, std::uint64_t seed, float temperature) {
  const std::filesystem::path classifier = context.session.classifier();
  if (classifier.empty()) {
    asker_.rest();
    offer_classifier(context, {});
    return;
  }
  asker_.ask(context, CensusQuestion{kCount, seed, temperature, context.view.label(), classifier});
  if (!asker_.error().empty()) {
    offer_classifier(context, asker_.error());
  } else if (const auto census = asker_.get<ClassCensus>()) {
    draw_counts(context, *census);
  } else {
    quiet_label(context, context.words("census.counting"));
  }
}

// What is being measured, whoever asked for it, goes on on one thread: here too it is shown, and can be cancelled.
void ClassStrip::offer_classifier(Context& context, const std::string& why) {
  const EvaluationState state = context.session.evaluation();
  if (state.running) {
    if (button(context, "census.cancel")) context.session.stop_evaluating();
    ImGui::SameLine(0, 12 * context.scale);
    draw_progress(context, "census.progress", state.progress);
    return;
  }
  if (button(context, "census.train", context.status->step > 0)) context.session.train_classifier();
  const std::string& error = why.empty() ? state.error : why;
  ImGui::SameLine(0, 12 * context.scale);
  quiet_label(context, error.empty() ? context.words("census.why") : error);
  tooltip(context, error.empty() ? context.words("census.train.tip") : error);
}

void ClassStrip::draw_counts(Context& context, const ClassCensus& census) const {
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, legend = kLegend * context.scale, small = small_text(context);
  const auto classes = static_cast<int>(census.counts.size());
  std::string figure = sentence(context, "census.covered.figure", census.covered(), classes);
  const char *words = "census.covered", *tip = "census.covered.tip";
  if (context.status->model.capabilities.takes_labels) {
    // Told a class, a model is to make that one and no other.
    const int told = census.counts[static_cast<std::size_t>(std::clamp(context.view.label(), 0, classes - 1))];
    figure = sentence(context, "census.told.figure", 100 * told / std::max(1, census.samples()));
    words = "census.told";
    tip = "census.told.tip";
  }
  ImGui::InvisibleButton("census", {legend, height(context)});
  record(context, "census.covered", "text", context.words(words), figure);
  tooltip(context, sentence(context, tip, census.samples()));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float top = std::floor(origin.y + 2 * context.scale);
  list.AddText({origin.x, top}, context.theme.text, figure.c_str());
  list.AddText(ImGui::GetFont(), small, {origin.x, std::floor(top + ImGui::GetFontSize() + 2 * context.scale)},
               context.theme.quiet, context.words(words));
  const float bottom = std::floor(origin.y + height(context) - small - 3 * context.scale);
  draw_bars(context, census, {origin.x + legend, top}, {origin.x + width, bottom});
}

// Twice an even share fills the strip, or the greatest there is beyond that: bars keep their heights as they settle.
void ClassStrip::draw_bars(Context& context, const ClassCensus& census, ImVec2 from, ImVec2 to) const {
  const auto classes = static_cast<float>(census.counts.size());
  const float bar = (to.x - from.x) / classes, gap = std::min(bar / 4, 3 * context.scale), room = to.y - from.y;
  const float even = static_cast<float>(census.samples()) / classes;
  const auto most = static_cast<float>(*std::max_element(census.counts.begin(), census.counts.end()));
  const float unit = room / std::max(1.f, std::max(2 * even, most));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float line = std::floor(to.y - even * unit) + 0.5f;
  list.AddLine({from.x, line}, {to.x - gap, line}, context.theme.line, std::max(1.f, context.scale));
  for (std::size_t i = 0; i < census.counts.size(); ++i) {
    const int count = census.counts[i];
    const std::string& name = context.dataset->class_names[i];
    const float left = std::floor(from.x + static_cast<float>(i) * bar), right = std::floor(left + bar - gap);
    const bool missing = count == 0;
    const float height = std::max(context.scale, static_cast<float>(count) * unit);
    list.AddRectFilled({left, std::floor(to.y - height)}, {right, to.y},
                       missing ? context.theme.warning : class_colour(context.theme, static_cast<int>(i)));
    if (right - left >= kLeastName * context.scale) {
      draw_small_text(context, {left, to.y + 2 * context.scale}, right - left, name,
                      missing ? context.theme.warning : context.theme.quiet);
    }
    ImGui::SetCursorScreenPos({left, from.y});
    ImGui::InvisibleButton(fmt::format("bar {}", i).c_str(), {std::max(1.f, right - left), room});
    record(context, fmt::format("census.class.{}", i), "bar", name, std::to_string(count));
    tooltip(context, sentence(context, "census.class", name, count, census.samples()));
  }
}

}  // namespace zscope::ui
