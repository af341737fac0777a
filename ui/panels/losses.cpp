#include "ui/panels/losses.h"

#include "base/names.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/ticks.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace zscope::ui {
namespace {

/// "train/kl" → "kl"
std::string quantity_of(const std::string& name) {
  const auto slash = name.find('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

std::uint32_t colour_of(const Theme& theme, std::size_t number) {
  // The first is the accent; the classes' first colour is close to it and is left out.
  return number == 0 ? theme.accent : theme.classes[1 + (number - 1) % (theme.classes.size() - 1)];
}

}  // namespace

double LossesPanel::on_axis(double step, double epoch, double seconds) const {
  return axis_ == Axis::step ? step : axis_ == Axis::epoch ? epoch : seconds;
}

void LossesPanel::read(const Context& context) {
  if (context.session.metrics_generation() != generation_) {
    generation_ = context.session.metrics_generation();
    records_ = 0;
    status_.reset();
    events_.clear();
    curves_.clear();
    quantities_.clear();
    if (!scale_chosen_) plot_.set_log(false);
    plot_.fit();
  }
  // Records come with the status: see Workspace::status_now().
  const bool known = context.status->state == RunState::training && context.status == status_;
  status_ = context.status;
  if (known) return;
  fresh_.clear();
  records_ = context.session.read_metrics(records_, fresh_);
  for (const MetricRecord& record : fresh_) {
    for (const auto& [name, value] : record.losses) {
      Curve& curve = curves_[name];
      const Point point = {static_cast<double>(record.step), record.epoch, record.seconds, value};
      curve.least = curve.points.empty() ? value : std::min(curve.least, value);
      curve.points.push_back(point);
      curve.series.append(on_axis(point.step, point.epoch, point.seconds), value);
      const std::string quantity = quantity_of(name);
      if (std::find(quantities_.begin(), quantities_.end(), quantity) == quantities_.end())
        quantities_.push_back(quantity);
    }
  }
  context.session.read_events(events_.size(), events_);
}

void LossesPanel::change_axis(Axis axis) {
  axis_ = axis;
  for (auto& [name, curve] : curves_) {
    curve.series.clear();
    curve.smoothed.clear();
    for (const Point& point : curve.points)
      curve.series.append(on_axis(point.step, point.epoch, point.seconds), point.value);
  }
  plot_.fit();
}

void LossesPanel::make_groups(const Context& context) {
  for (const Plot::Group& group : groups_) hidden_[group.label] = !group.shown;
  groups_.clear();
  for (const std::string& quantity : quantities_) {
    const std::string title = title_from_name(quantity);
    Plot::Group group{.id = "losses.legend." + quantity,
                      .label = title,
                      .colour = colour_of(context.theme, groups_.size()),
                      .lines = {},
                      .shown = !hidden_[title]};
    for (auto& [name, curve] : curves_) {
      if (quantity_of(name) != quantity) continue;
      const bool test = name.starts_with("test/");
      curve.smoothed.update(curve.series, static_cast<double>(smoothing_));
      group.lines.push_back({.series = &curve.series,
                             .smoothed = smoothing_ > 0 ? &curve.smoothed.series() : nullptr,
                             .colour = group.colour,
                             .dotted = test,
                             .label = title + " · " + context.words(test ? "losses.test" : "losses.train")});
    }
    // Train before test: the plot's figure is the training loss.
    std::sort(group.lines.begin(), group.lines.end(), [](const auto& a, const auto& b) { return a.dotted < b.dotted; });
    groups_.push_back(std::move(group));
  }
  flags_.clear();
  const double per_epoch = static_cast<double>(std::max<std::int64_t>(1, context.status->steps_per_epoch));
  for (const EventRecord& event : events_) {
    if (event.kind == "checkpoint") continue;  // one every minute or so would hide the rest
    const auto step = static_cast<double>(event.step);
    flags_.push_back({on_axis(step, step / per_epoch, event.seconds), event.text,
                      event.kind == "nan" ? context.theme.error : context.theme.quiet});
  }
}

// What players of an adversarial game pay is of the order of one, an error of pixels of a hundred: on one linear axis
// the first are a single line at its foot. The parts of an ELBO are what a linear axis is for, unless some are tiny.
void LossesPanel::choose_scale(const Context& context) {
  if (scale_chosen_ || !plot_.fitted()) return;
  constexpr std::size_t kSettled = 20;  // points of a curve
  const double apart = context.status->model.contest.empty() ? 100 : 15;
  double least = 0, most = 0;
  bool log = plot_.log();
  for (const auto& [name, curve] : curves_) {
    const double last = curve.points.back().value;
    if (!(curve.least > 0) || !std::isfinite(last)) return plot_.set_log(false);
    if (name.starts_with("train/") && curve.points.size() < kSettled) return;
    least = least > 0 ? std::min(least, last) : last;
    most = std::max(most, last);
  }
  if (most >= apart * least) log = true;
  if (most < apart / 2 * least) log = false;
  plot_.set_log(log);
}

void LossesPanel::draw_controls(Context& context) {
  bool fitted = plot_.fitted();
  if (toggle(context, "losses.fit", fitted)) plot_.press_fit();
  ImGui::SameLine();
  bool log = plot_.log();
  if (toggle(context, "losses.log", log)) {
    scale_chosen_ = true;
    plot_.set_log(log);
    plot_.fit();
  }
  ImGui::SameLine();
  const std::array<std::string, 3> axes = {context.words("losses.axis.step"), context.words("losses.axis.epoch"),
                                           context.words("losses.axis.seconds")};
  int chosen = static_cast<int>(axis_);
  if (combo(context, "losses.axis", axes, chosen, 92 * context.scale)) change_axis(static_cast<Axis>(chosen));
  ImGui::SameLine(0, 16 * context.scale);
  ImGui::AlignTextToFramePadding();
  const char* label = context.words("losses.smoothing");
  ImGui::TextDisabled("%s", label);
  ImGui::SameLine();
  const float room = std::min(ImGui::GetContentRegionAvail().x, 180 * context.scale);
  slider(context, "losses.smoothing", label, smoothing_, 0, 0.99f, room, "%.2f", 0.6f);
}

void LossesPanel::draw(Context& context) {
  read(context);
  if (curves_.empty()) {
    empty_state(context, context.words("losses.empty"));
    return;
  }
  make_groups(context);
  choose_scale(context);
  draw_controls(context);
  plot_.draw(context, "losses.plot", groups_, flags_, ImGui::GetContentRegionAvail());
}

std::string LossesPanel::note(const Context& context) const {
  for (const char* name : {"test/loss", "train/loss"}) {
    const auto found = curves_.find(name);
    if (found == curves_.end() || found->second.points.empty()) continue;
    const bool test = name[1] == 'e';
    return std::string(context.words(test ? "losses.test" : "losses.train")) + " " +
           figure(found->second.points.back().value);
  }
  return {};
}

}  // namespace zscope::ui
