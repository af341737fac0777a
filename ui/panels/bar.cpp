#include "ui/panels/bar.h"

#include "base/figures.h"
#include "ui/next_run.h"
#include "ui/panels/data_plane.h"
#include "ui/widgets/controls.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kApart = 24;  // pixels at scale 1 between groups of controls

bool can_train(RunState state) {
  return state == RunState::ready || state == RunState::paused || state == RunState::stopped ||
         state == RunState::finished;
}

const char* state_name(RunState state) {
  switch (state) {
    case RunState::empty:
      return "empty";
    case RunState::loading:
      return "loading";
    case RunState::ready:
      return "ready";
    case RunState::training:
      return "training";
    case RunState::paused:
      return "paused";
    case RunState::stopping:
      return "stopping";
    case RunState::stopped:
      return "stopped";
    case RunState::finished:
      return "finished";
    case RunState::following:
      return "following";
    case RunState::failed:
      return "failed";
  }
  return "failed";
}

void quiet_word(Context& context, const char* key) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", context.words(key));
  ImGui::SameLine(0, 6 * context.scale);
}

/// Text in a column as wide as `widest`, so that what follows stays where it is.
void column(Context& context, const std::string& id, const std::string& text, const char* widest, bool to_the_right,
            float gap = 16) {
  const float width = std::max(ImGui::CalcTextSize(widest).x, ImGui::CalcTextSize(text.c_str()).x);
  const float x = ImGui::GetCursorPosX();
  const float indent = to_the_right ? width - ImGui::CalcTextSize(text.c_str()).x : 0;
  ImGui::AlignTextToFramePadding();
  ImGui::SetCursorPosX(std::floor(x + indent));
  ImGui::TextUnformatted(text.c_str());
  record(context, id, "text", context.words.has(id) ? context.words(id) : "", text);
  if (context.words.has(id + ".tip")) tooltip(context, context.words(id + ".tip"));
  ImGui::SameLine(x + width, gap * context.scale);
}

}  // namespace

bool Bar::wrapped(const Context& context) const {
  const float room = ImGui::GetIO().DisplaySize.x / context.scale - 24;  // the padding of the bar
  return choices_ + kApart + buttons_ + kApart + 36 > room;              // the menu's button
}

float Bar::height(const Context& context) const {
  const ImGuiStyle& style = ImGui::GetStyle();
  const float rows = wrapped(context) ? 3 : 2;
  return std::round(rows * ImGui::GetFrameHeight() + (rows - 1) * style.ItemSpacing.y + 16 * context.scale);
}

void Bar::draw(Context& context, Chrome& chrome) {
  const bool two_rows = wrapped(context);
  draw_choices(context);
  if (!two_rows) ImGui::SameLine(0, kApart * context.scale);
  draw_buttons(context);
  draw_menu(context, chrome);
  draw_progress(context);
  draw_message(context);
}

void Bar::draw_menu(Context& context, Chrome& chrome) {
  const float width = ImGui::CalcTextSize(context.words("bar.menu")).x + 2 * ImGui::GetStyle().FramePadding.x;
  ImGui::SameLine();
  const float right = ImGui::GetWindowContentRegionMax().x - width;
  ImGui::SetCursorPosX(std::max(ImGui::GetCursorPosX(), right));
  menu_.draw(context, chrome, "bar.menu");
}

void Bar::draw_choices(Context& context) {
  ImGui::BeginGroup();
  ImGui::AlignTextToFramePadding();
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.accent);
  ImGui::TextUnformatted(context.words("app.title"));
  ImGui::PopStyleColor();
  ImGui::SameLine(0, 16 * context.scale);
  quiet_word(context, "bar.data.label");
  draw_data(context);
  ImGui::SameLine(0, 16 * context.scale);
  quiet_word(context, "bar.model.label");
  draw_model(context);
  ImGui::SameLine();
  settings_.draw(context, "bar.settings");
  ImGui::EndGroup();
  choices_ = ImGui::GetItemRectSize().x / context.scale;
}

void Bar::draw_data(Context& context) {
  const RunRequest& now = context.status->request;
  const auto& datasets = context.session.datasets();
  const auto open =
      std::find_if(datasets.begin(), datasets.end(), [&](const DataInfo& d) { return d.name == now.data; });
  const std::string shown = open != datasets.end() ? open->title : std::filesystem::path(now.data).filename().string();
  if (!begin_combo(context, "bar.data", shown, 148 * context.scale)) return;
  if (ImGui::IsWindowAppearing()) context.session.refresh_datasets();
  for (const DataInfo& info : datasets) {
    if (combo_option(context, "bar.data", info.name, info.title, info.name == now.data, info.here) &&
        info.name != now.data) {
      context.session.open(on_other_data(now, info.name, context.session.models()));
    }
    if (info.here) {
      tooltip(context, info.summary);
      continue;
    }
    ImGui::SameLine(0, 16 * context.scale);
    const char* how = context.words(info.downloadable ? "bar.data.download" : "bar.data.missing");
    ImGui::TextDisabled("%s", fmt::format(fmt::runtime(how), info.name).c_str());
  }
  ImGui::Separator();
  ImGui::TextDisabled("%s", context.words("bar.data.drop"));
  end_combo();
}

void Bar::draw_model(Context& context) {
  const RunRequest& now = context.status->request;
  const auto open = [&](const std::string& model, const std::string& preset) {
    context.session.open(with_other_model(now, model, preset));
  };
  if (begin_combo(context, "bar.model", now.model, 116 * context.scale)) {
    for (const ModelInfo& model : context.session.models()) {
      const bool fits = !DataPlane::fits(context) || takes_points(model);
      if (combo_option(context, "bar.model", model.name, model.name, model.name == now.model, fits) &&
          model.name != now.model) {
        open(model.name, "");
      }
      tooltip(context, fits ? model.title + ". " + model.summary : context.words("bar.model.points"));
    }
    end_combo();
  }
  ImGui::SameLine();
  const auto& presets = context.status->model.presets;
  const std::string preset = now.preset.empty() && !presets.empty() ? presets.front().name : now.preset;
  const bool changed = differs_from_preset(context.status->model, preset, now.settings);
  const std::string shown = preset + (changed ? "*" : "");
  const float needed = ImGui::CalcTextSize(shown.c_str()).x + ImGui::GetFrameHeight() + 16 * context.scale;
  const float width = std::clamp(std::ceil(needed), 96 * context.scale, 144 * context.scale);
  if (begin_combo(context, "bar.preset", shown, width, !presets.empty())) {
    for (const Preset& choice : presets) {
      if (choice.points != DataPlane::fits(context)) continue;
      if (combo_option(context, "bar.preset", choice.name, choice.name, choice.name == preset) &&
          choice.name != preset) {
        open(now.model, choice.name);
      }
      tooltip(context, choice.summary);
    }
    end_combo();
  }
}

void Bar::draw_buttons(Context& context) {
  const RunState state = context.status->state;
  const bool training = state == RunState::training;
  const bool ready = can_train(state);
  ImGui::BeginGroup();
  if (button(context, "bar.train", ready, ready)) context.session.train();
  ImGui::SameLine(0, 4 * context.scale);
  if (button(context, "bar.pause", training, training)) context.session.pause();
  ImGui::SameLine(0, 4 * context.scale);
  if (button(context, "bar.step", ready)) context.session.step_once();
  ImGui::SameLine(0, 4 * context.scale);
  if (button(context, "bar.stop", training || state == RunState::paused)) context.session.stop();
  ImGui::EndGroup();
  buttons_ = ImGui::GetItemRectSize().x / context.scale;
}

void Bar::draw_epochs(Context& context) {
  const Status& status = *context.status;
  column(context, "bar.epoch",
         fmt::format("{} {:.1f} {}", context.words("bar.epoch.label"), status.epoch, context.words("bar.epoch.of")),
         "epoch 999.9 of", false, 6);
  const double planned = status.steps_per_epoch > 0
                             ? static_cast<double>(status.planned_steps) / static_cast<double>(status.steps_per_epoch)
                             : status.request.epochs;
  epochs_ = fmt::format("{:.4g}", planned);
  const bool open = status.state != RunState::empty && status.state != RunState::following;
  if (text_field(context, "bar.epochs", epochs_, 48 * context.scale, open)) {
    char* end = nullptr;
    const double wanted = std::strtod(epochs_.c_str(), &end);
    if (end != epochs_.c_str() && std::isfinite(wanted) && wanted > 0) context.session.set_planned_epochs(wanted);
  }
  ImGui::SameLine(0, 12 * context.scale);
}

void Bar::draw_progress(Context& context) {
  const Status& status = *context.status;
  const bool loading = status.state == RunState::loading;
  draw_epochs(context);

  const double fraction = loading ? status.loading.fraction
                          : status.planned_steps > 0
                              ? static_cast<double>(status.step) / static_cast<double>(status.planned_steps)
                              : 0;
  const ImVec2 size = {140 * context.scale, ImGui::GetFrameHeight()};
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::Dummy(size);
  record(context, "bar.progress", "progress", context.words("bar.progress"), fmt::format("{:.3f}", fraction));
  tooltip(context, loading ? status.loading.what : context.words("bar.progress.tip"));
  const float thick = 6 * context.scale;
  const float y = std::floor(low.y + (size.y - thick) / 2);
  const float part = static_cast<float>(std::clamp(fraction, 0.0, 1.0));
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled({low.x, y}, {low.x + size.x, y + thick}, context.theme.line, thick / 2);
  if (part > 0) {
    draw.AddRectFilled({low.x, y}, {low.x + std::max(thick, size.x * part), y + thick}, context.theme.accent,
                       thick / 2);
  }
  ImGui::SameLine(0, 16 * context.scale);

  if (loading) {
    column(context, "bar.loading", status.loading.what.empty() ? context.words("state.loading") : status.loading.what,
           "", false);
    return;
  }
  column(context, "bar.left",
         status.seconds_left >= 0 && status.state == RunState::training
             ? fmt::format(fmt::runtime(context.words("bar.left.format")), duration(status.seconds_left))
             : context.words("state." + std::string(state_name(status.state))),
         "59 min 59 s left", false);
  // A message is worth more than these figures, and needs their room.
  if (!status.message.empty() && status.message != dismissed_) return;
  column(context, "bar.speed", grouped(std::llround(status.images_per_second)) + context.words("bar.speed.unit"),
         "999,999 images/s", true);
  column(context, "bar.step_number", context.words("bar.step_number.label") + grouped(status.step), "step 9,999,999",
         false);
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.quiet);
  column(context, "bar.device", status.device, "", false);
  ImGui::PopStyleColor();
}

void Bar::draw_message(Context& context) {
  const Status& status = *context.status;
  if (status.message != dismissed_) dismissed_.clear();
  if (status.message.empty() || status.message == dismissed_) {
    ImGui::NewLine();
    return;
  }
  const float close = ImGui::GetFrameHeight();
  const float room = ImGui::GetContentRegionAvail().x - close - 8 * context.scale;
  const float width = std::min(room, ImGui::CalcTextSize(status.message.c_str()).x);
  if (width < 40 * context.scale) {
    ImGui::NewLine();
    return;
  }
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room - width);
  ImGui::AlignTextToFramePadding();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::PushStyleColor(ImGuiCol_Text, status.message_is_error ? context.theme.error : context.theme.warning);
  ImGui::PushClipRect(low, {low.x + width, low.y + close}, true);
  ImGui::TextUnformatted(status.message.c_str());
  ImGui::PopClipRect();
  ImGui::PopStyleColor();
  record(context, "bar.message", "text", status.message, status.message_is_error ? "error" : "note");
  tooltip(context, status.message);
  ImGui::SameLine(0, 0);
  ImGui::SetCursorScreenPos({low.x + width + 8 * context.scale, low.y - ImGui::GetStyle().FramePadding.y});
  if (button(context, "bar.dismiss")) dismissed_ = status.message;
}

}  // namespace zscope::ui
