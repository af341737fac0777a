#include "ui/panels/settings_form.h"

#include "base/error.h"
#include "ui/widgets/controls.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace zscope::ui {
namespace {

/// "0.001 · 1e-06 – 1": the usual value, then what is allowed.
std::string explanation(const SettingInfo& info, const std::string& usual) {
  constexpr double kUnbounded = 1e15;
  if (info.maximum <= info.minimum) return usual;
  if (info.maximum >= kUnbounded) return fmt::format("{} · ≥ {:g}", usual, info.minimum);
  return fmt::format("{} · {:g} – {:g}", usual, info.minimum, info.maximum);
}

const Preset* find_preset(const ModelInfo& model, const std::string& name) {
  const auto found = std::find_if(model.presets.begin(), model.presets.end(),
                                  [&](const Preset& preset) { return preset.name == name; });
  return found == model.presets.end() ? (model.presets.empty() ? nullptr : &model.presets.front()) : &*found;
}

/// What the setting is when nobody touches it: the preset's value, else the model's.
std::string usual_value(const ModelInfo& model, const std::string& preset, const SettingInfo& info) {
  const Preset* found = find_preset(model, preset);
  if (found != nullptr && found->values.contains(info.name)) return found->values.at(info.name);
  return info.default_value;
}

}  // namespace

void SettingsForm::begin_frame(const Context& context) {
  if (context.session.run_generation() == generation_) return;
  generation_ = context.session.run_generation();
  draft_.clear();
  mistakes_.clear();
}

void SettingsForm::change(Context& context, const SettingInfo& info, const std::string& value) {
  mistakes_.erase(info.name);
  try {
    check_setting(info, value);
  } catch (const Error& error) {
    mistakes_[info.name] = error.what();
    draft_[info.name] = value;
    return;
  }
  const Settings& now = context.status->request.settings;
  const auto current = now.find(info.name);
  if (current != now.end() && current->second == value) {
    draft_.erase(info.name);
  } else if (info.live) {
    draft_.erase(info.name);
    context.session.set_live(info.name, value);
  } else {
    draft_[info.name] = value;
  }
}

void SettingsForm::draw_field(Context& context, const SettingInfo& info, float column) {
  const std::string id = "settings." + info.name;
  const Settings& now = context.status->request.settings;
  const float width = 168 * context.scale;
  const bool changed = draft_.contains(info.name);
  std::string value = changed ? draft_[info.name] : now.contains(info.name) ? now.at(info.name) : info.default_value;

  ImGui::AlignTextToFramePadding();
  ImGui::PushStyleColor(ImGuiCol_Text, changed ? context.theme.accent : context.theme.text);
  ImGui::TextUnformatted(info.name.c_str());
  ImGui::PopStyleColor();
  tooltip(context, info.summary);
  ImGui::SameLine(column);
  if (info.type == SettingType::choice) {
    const auto found = std::find(info.choices.begin(), info.choices.end(), value);
    int chosen = found == info.choices.end() ? -1 : static_cast<int>(found - info.choices.begin());
    if (combo(context, id, info.choices, chosen, width))
      change(context, info, info.choices[static_cast<std::size_t>(chosen)]);
  } else if (text_field(context, id, value, width)) {
    change(context, info, value);
  }
  tooltip(context, info.summary);
  ImGui::SameLine(0, 12 * context.scale);
  ImGui::AlignTextToFramePadding();
  std::string quiet = explanation(info, usual_value(context.status->model, context.status->request.preset, info));
  if (info.live) quiet += std::string(" · ") + context.words("settings.live");
  ImGui::TextDisabled("%s", quiet.c_str());
  if (const auto mistake = mistakes_.find(info.name); mistake != mistakes_.end()) {
    ImGui::PushStyleColor(ImGuiCol_Text, context.theme.error);
    ImGui::PushTextWrapPos(column + 420 * context.scale);
    ImGui::TextUnformatted(mistake->second.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
  }
}

void SettingsForm::draw_buttons(Context& context) {
  const bool ready = !draft_.empty() && mistakes_.empty();
  if (button(context, "settings.apply", ready, true)) {
    RunRequest request = context.status->request;
    request.directory.clear();
    for (const auto& [name, value] : draft_) request.settings[name] = value;
    context.session.open(request);
    ImGui::CloseCurrentPopup();
  }
  ImGui::SameLine();
  if (button(context, "settings.undo", !draft_.empty())) {
    draft_.clear();
    mistakes_.clear();
  }
  ImGui::SameLine();
  if (button(context, "settings.usual")) {
    for (const SettingInfo& info : context.status->model.settings) {
      change(context, info, usual_value(context.status->model, context.status->request.preset, info));
    }
  }
}

void SettingsForm::draw(Context& context, const char* button_id) {
  begin_frame(context);
  const bool open_model = !context.status->model.settings.empty();
  if (button(context, button_id, open_model)) ImGui::OpenPopup("###settings.popup");
  const ImVec2 below = {ImGui::GetItemRectMin().x, ImGui::GetItemRectMax().y + 4 * context.scale};
  ImGui::SetNextWindowPos(below, ImGuiCond_Appearing);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {12 * context.scale, 12 * context.scale});
  if (ImGui::BeginPopup("###settings.popup")) {
    close_on_escape();
    const ModelInfo& model = context.status->model;
    ImGui::TextUnformatted(model.title.c_str());
    ImGui::PushTextWrapPos(560 * context.scale);
    ImGui::TextDisabled("%s", model.summary.c_str());
    ImGui::PopTextWrapPos();
    ImGui::Separator();
    float column = 0;
    for (const SettingInfo& info : model.settings) column = std::max(column, ImGui::CalcTextSize(info.name.c_str()).x);
    for (const SettingInfo& info : model.settings) draw_field(context, info, column + 28 * context.scale);
    ImGui::Separator();
    draw_buttons(context);
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

}  // namespace zscope::ui
