#include "ui/panels/contest.h"

#include "base/auroc.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zscope::ui {
namespace {

float mean_of(const std::vector<float>& scores) {
  return std::accumulate(scores.begin(), scores.end(), 0.f) /
         static_cast<float>(std::max<std::size_t>(1, scores.size()));
}

std::uint32_t colour_of(const Theme& theme, std::size_t sort) { return sort == 0 ? theme.accent : theme.warning; }

}  // namespace

std::string ContestPanel::note(const Context& context) const {
  return asker_.get<Scores>() ? step_note(context, asker_.step()) : std::string();
}

void ContestPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  if (context.dataset->test.count == 0) {
    empty_state(context, context.words("reconstructions.no_test"));
    return;
  }
  asker_.ask(context, ContestQuestion{std::min<std::int64_t>(500, context.dataset->test.count)});
  const std::shared_ptr<const Scores> scores = asker_.get<Scores>();
  if (!scores) {
    empty_state(context, asker_.error().empty() ? context.words("contest.asking") : asker_.error());
    return;
  }
  follow_range(*scores);
  draw_legend(context, *scores);
  draw_histograms(context, *scores);
}

// Probabilities have a scale of their own; other scores are shown over whole units that change only when they must.
void ContestPanel::follow_range(const Scores& scores) {
  if (scores.probabilities) {
    low_ = 0;
    high_ = 1;
    return;
  }
  std::vector<float> all = scores.real;
  all.insert(all.end(), scores.fake.begin(), scores.fake.end());
  std::erase_if(all, [](float score) { return !std::isfinite(score); });
  if (all.empty()) return;
  std::sort(all.begin(), all.end());
  const float low = all[all.size() / 100], high = all[all.size() - 1 - all.size() / 100];
  const bool fits = low >= low_ && high <= high_ && high - low > 0.4f * (high_ - low_);
  if (fits) return;
  const float unit = std::pow(10.f, std::floor(std::log10(std::max(1e-3f, high - low))));
  low_ = std::floor(low / unit) * unit;
  high_ = std::max(low_ + unit, std::ceil(high / unit) * unit);
}

std::array<float, ContestPanel::kBins> ContestPanel::shares_of(const std::vector<float>& scores) const {
  std::array<float, kBins> shares{};
  for (const float score : scores) {
    if (!std::isfinite(score)) continue;
    const float at = (score - low_) / (high_ - low_) * kBins;
    const auto bin = static_cast<std::size_t>(std::clamp(at, 0.f, kBins - 1.f));
    shares[bin] += 1 / static_cast<float>(scores.size());
  }
  return shares;
}

// What is judged, each with its colour and the mean score.
void ContestPanel::draw_legend(Context& context, const Scores& scores) const {
  const float swatch = 10 * context.scale, line = ImGui::GetTextLineHeight();
  const char* format = scores.probabilities ? "{:.2f}" : "{:.1f}";
  const float room = ImGui::GetContentRegionAvail().x;
  for (std::size_t sort = 0; sort < 2; ++sort) {
    const std::string figure = fmt::format(fmt::runtime(format), mean_of(sort == 0 ? scores.real : scores.fake));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float top = std::floor(at.y + (line - swatch) / 2);
    ImGui::GetWindowDrawList()->AddRectFilled({at.x, top}, {at.x + swatch, top + swatch},
                                              colour_of(context.theme, sort), 2 * context.scale);
    const float left = ImGui::GetCursorPosX();
    ImGui::SetCursorPosX(left + swatch + 8 * context.scale);
    ImGui::TextDisabled("%s", context.status->model.contest[sort].c_str());
    ImGui::SameLine(left + room - ImGui::CalcTextSize(figure.c_str()).x);
    ImGui::TextUnformatted(figure.c_str());
    record(context, sort == 0 ? "contest.real" : "contest.fake", "text", context.status->model.contest[sort], figure);
    tooltip(context, context.words(scores.probabilities ? "contest.mean.tip" : "contest.mean.score.tip"));
  }
}

void ContestPanel::draw_histograms(Context& context, const Scores& scores) const {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float axis = small_text(context) + 4 * context.scale, height = std::floor(room.y - axis);
  if (height < 16 * context.scale || room.x < 64 * context.scale) return;
  const Theme& theme = context.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float bin = std::max(1.f, std::floor(room.x / kBins)), width = bin * kBins;
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  const ImVec2 from(std::floor(cursor.x + (room.x - width) / 2), cursor.y), to(from.x + width, from.y + height);
  ImGui::SetCursorScreenPos(from);
  ImGui::InvisibleButton("histogram", {width, height});
  record(context, "contest.histogram", "plot", context.words("panel.contest"));
  list->AddRectFilled(from, to, theme.ground, 2 * context.scale);
  const std::array<std::array<float, kBins>, 2> shares = {shares_of(scores.real), shares_of(scores.fake)};
  float most = 0;
  for (const auto& sort : shares) most = std::max(most, *std::max_element(sort.begin(), sort.end()));
  const float scale = most > 0 ? (height - small_text(context) - 8 * context.scale) / most : 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    const float left = from.x + static_cast<float>(i) * bin;
    for (std::size_t sort = 0; sort < 2; ++sort) {
      const float top = to.y - shares[sort][i] * scale;
      if (shares[sort][i] <= 0) continue;
      list->AddRectFilled({left, std::floor(top)}, {left + bin, to.y}, faded(colour_of(theme, sort), 0.45f));
      list->AddRectFilled({left, std::floor(top)}, {left + bin, std::floor(top) + std::max(1.f, context.scale)},
                          colour_of(theme, sort));
    }
  }
  for (std::size_t sort = 0; sort < 2; ++sort) {
    const float mean = mean_of(sort == 0 ? scores.real : scores.fake);
    const float part = std::clamp((mean - low_) / (high_ - low_), 0.f, 1.f);
    const float x = std::clamp(std::floor(from.x + part * width), from.x, to.x - 1) + 0.5f;
    list->AddLine({x, from.y}, {x, to.y}, colour_of(theme, sort), std::max(1.f, context.scale));
  }
  for (const float part : {0.f, 0.5f, 1.f}) {
    const std::string figure = fmt::format("{:g}", low_ + part * (high_ - low_));
    const std::string text = part == 0   ? sentence(context, "contest.low", figure)
                             : part == 1 ? sentence(context, "contest.high", figure)
                                         : figure;
    const float needed = ImGui::GetFont()->CalcTextSizeA(small_text(context), FLT_MAX, 0, text.c_str()).x;
    draw_small_text(context, {from.x + part * (width - needed), to.y + 3 * context.scale}, needed + 1, text,
                    theme.quiet);
  }
  const double apart = auroc({scores.real.begin(), scores.real.end()}, {scores.fake.begin(), scores.fake.end()});
  const std::string pairs = sentence(context, "contest.pairs", fmt::format("{:.0f}", 100 * apart));
  const float wide = ImGui::GetFont()->CalcTextSizeA(small_text(context), FLT_MAX, 0, pairs.c_str()).x;
  const ImVec2 at(std::floor(from.x + (width - wide) / 2), from.y + 4 * context.scale);
  list->AddRectFilled({at.x - 4 * context.scale, at.y - 1},
                      {at.x + wide + 4 * context.scale, at.y + small_text(context) + 2}, faded(theme.ground, 0.8f),
                      2 * context.scale);
  draw_small_text(context, at, wide + 1, pairs, theme.text);
  record(context, "contest.pairs", "text", context.words("panel.contest"), fmt::format("{:.3f}", apart));
  if (!ImGui::IsItemHovered()) return;
  const auto under = static_cast<std::size_t>(std::clamp((ImGui::GetIO().MousePos.x - from.x) / bin, 0.f, kBins - 1.f));
  const float step = (high_ - low_) / kBins, begin = low_ + static_cast<float>(under) * step;
  const auto percent = [&](std::size_t sort) { return fmt::format("{:.1f}", 100 * shares[sort][under]); };
  tooltip(context,
          sentence(context, "contest.bin", fmt::format("{:.2f}", begin), fmt::format("{:.2f}", begin + step),
                   percent(0), context.status->model.contest[0], percent(1), context.status->model.contest[1]) +
              "\n" + context.words("contest.pairs.tip"));
}

}  // namespace zscope::ui
