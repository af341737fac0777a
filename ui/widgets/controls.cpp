#include "ui/widgets/controls.h"

#include "ui/keys.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace zscope::ui {
namespace {

/// Seconds a pointer rests before a tooltip opens; the window draws one more frame by then (app/frame_loop).
constexpr float kTooltipDelay = 0.4f;

void tip_of(Context& context, const std::string& id) {
  const std::string key = id + ".tip";
  if (context.words.has(key)) tooltip(context, context.words(key));
}

/// `label` as ImGui wants it: the text, then an identity that does not change with the language.
std::string named(const char* label, const std::string& id) { return std::string(label) + "###" + id; }

std::string print(const char* format, float value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, static_cast<double>(value));
  return text.data();
}

}  // namespace

void record_rectangle(Context& context, const std::string& id, const std::string& kind, const std::string& label,
                      float x, float y, float width, float height, const std::string& value, bool enabled) {
  const ImVec2 clip_low = ImGui::GetWindowDrawList()->GetClipRectMin();
  const ImVec2 clip_high = ImGui::GetWindowDrawList()->GetClipRectMax();
  const float left = std::max(x, clip_low.x);
  const float top = std::max(y, clip_low.y);
  context.map.add({id, label, kind, left, top, std::min(x + width, clip_high.x) - left,
                   std::min(y + height, clip_high.y) - top, value, enabled});
}

void record(Context& context, const std::string& id, const std::string& kind, const std::string& label,
            const std::string& value, bool enabled) {
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 size = ImGui::GetItemRectSize();
  record_rectangle(context, id, kind, label, low.x, low.y, size.x, size.y, value, enabled);
}

void tooltip(Context& context, const std::string& sentence) {
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
  const ImGuiContext& imgui = *ImGui::GetCurrentContext();
  if (imgui.HoveredId != 0) {
    // Whoever has just used it looks at what it has become, which a tooltip would cover.
    const bool used = imgui.LastActiveId == imgui.HoveredId && imgui.LastActiveIdTimer <= imgui.HoveredIdTimer;
    if (imgui.HoveredIdTimer < kTooltipDelay || imgui.ActiveId != 0 || used) return;
  }
  const float padding = 8 * context.scale;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, padding});
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(360 * context.scale);
  ImGui::TextUnformatted(sentence.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
  ImGui::PopStyleVar();
}

bool button(Context& context, const std::string& id, bool enabled, bool accent) {
  const char* label = context.words(id);
  const Theme& theme = context.theme;
  accent = accent && enabled;
  if (accent) {
    ImGui::PushStyleColor(ImGuiCol_Button, theme.accent);
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, faded(theme.accent, 0.88f));
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, faded(theme.accent, 0.75f));
    ImGui::PushStyleColor(ImGuiCol_Text, theme.on_accent);
  }
  ImGui::BeginDisabled(!enabled);
  const bool pressed = ImGui::Button(named(label, id).c_str());
  ImGui::EndDisabled();
  if (accent) ImGui::PopStyleColor(4);
  record(context, id, "button", label, {}, enabled);
  tip_of(context, id);
  return pressed;
}

bool toggle(Context& context, const std::string& id, bool& value, bool enabled) {
  const char* label = context.words(id);
  const Theme& theme = context.theme;
  ImGui::PushStyleColor(ImGuiCol_Button, value ? faded(theme.accent, 0.18f) : 0u);
  ImGui::PushStyleColor(ImGuiCol_ButtonHovered, faded(theme.accent, value ? 0.28f : 0.10f));
  ImGui::PushStyleColor(ImGuiCol_ButtonActive, faded(theme.accent, 0.36f));
  ImGui::PushStyleColor(ImGuiCol_Text, value ? theme.accent : theme.quiet);
  ImGui::PushStyleColor(ImGuiCol_Border, value ? faded(theme.accent, 0.6f) : theme.line);
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, std::max(1.f, std::floor(context.scale)));
  ImGui::BeginDisabled(!enabled);
  const bool pressed = ImGui::Button(named(label, id).c_str());
  ImGui::EndDisabled();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(5);
  if (pressed) value = !value;
  record(context, id, "toggle", label, value ? "on" : "off", enabled);
  tip_of(context, id);
  return pressed;
}

bool begin_combo(Context& context, const std::string& id, const std::string& shown, float width, bool enabled) {
  const char* label = context.words.has(id) ? context.words(id) : "";
  ImGui::BeginDisabled(!enabled);
  ImGui::SetNextItemWidth(width);
  // The list opens once the popup is begun, after which the last item is no longer the combo: its rectangle is known
  // before.
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float height = ImGui::GetFrameHeight();
  const bool open = ImGui::BeginCombo(("###" + id).c_str(), shown.c_str(), ImGuiComboFlags_HeightLarge);
  if (!open) {
    ImGui::EndDisabled();
    record(context, id, "combo", label, shown, enabled);
    tip_of(context, id);
    return false;
  }
  close_on_escape();
  context.map.add({id, label, "combo", low.x, low.y, width, height, shown, enabled});
  return true;
}

bool combo_option(Context& context, const std::string& id, const std::string& name, const std::string& label,
                  bool chosen, bool enabled) {
  const std::string option = id + "." + name;
  const bool pressed =
      ImGui::Selectable(named(label.c_str(), option).c_str(), chosen, enabled ? 0 : ImGuiSelectableFlags_Disabled);
  if (chosen && ImGui::IsWindowAppearing()) ImGui::SetItemDefaultFocus();
  record(context, option, "option", label, chosen ? "on" : "off", enabled);
  return pressed && enabled;
}

void close_on_escape() {
  if (ImGui::IsAnyItemActive()) return;
  if (ImGui::IsKeyPressed(key::escape, false)) ImGui::CloseCurrentPopup();
}

void end_combo() {
  ImGui::EndCombo();
  ImGui::EndDisabled();
}

bool combo(Context& context, const std::string& id, std::span<const std::string> items, int& chosen, float width) {
  const auto count = static_cast<int>(items.size());
  const std::string shown = chosen >= 0 && chosen < count ? items[static_cast<std::size_t>(chosen)] : std::string();
  if (!begin_combo(context, id, shown, width)) return false;
  bool changed = false;
  for (int index = 0; index < count; ++index) {
    if (combo_option(context, id, std::to_string(index), items[static_cast<std::size_t>(index)], index == chosen)) {
      changed = changed || index != chosen;
      chosen = index;
    }
  }
  end_combo();
  return changed;
}

bool text_field(Context& context, const std::string& id, std::string& value, float width, bool enabled) {
  std::array<char, 512> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%s", value.c_str());
  ImGui::BeginDisabled(!enabled);
  ImGui::SetNextItemWidth(width);
  const char* hint = context.words.has(id) ? context.words(id) : "";
  ImGui::InputTextWithHint(("###" + id).c_str(), hint, buffer.data(), buffer.size(), ImGuiInputTextFlags_AutoSelectAll);
  const bool left = ImGui::IsItemDeactivatedAfterEdit();
  ImGui::EndDisabled();
  if (left) value = buffer.data();
  record(context, id, "field", hint, value, enabled);
  tip_of(context, id);
  return left;
}

void empty_state(Context& context, const std::string& sentence) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float wrap = std::min(room.x - 16 * context.scale, 420 * context.scale);
  if (wrap <= 0 || room.y <= 0) return;
  const ImVec2 size = ImGui::CalcTextSize(sentence.c_str(), nullptr, false, wrap);
  const ImVec2 start = ImGui::GetCursorPos();
  const float x = start.x + std::max(0.f, (room.x - size.x) / 2);
  ImGui::SetCursorPos({std::floor(x), std::floor(start.y + std::max(0.f, (room.y - size.y) / 2))});
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.quiet);
  ImGui::PushTextWrapPos(x + wrap);
  ImGui::TextUnformatted(sentence.c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

namespace {

struct Track {
  ImVec2 low, high;
  float grab = 0;  ///< radius
  /// Where the middle of the grab may lie.
  float first() const { return low.x + grab; }
  float last() const { return high.x - grab; }
};

float dragged_value(const Track& track, float low, float high) {
  const float span = std::max(1.f, track.last() - track.first());
  const float part = std::clamp((ImGui::GetIO().MousePos.x - track.first()) / span, 0.f, 1.f);
  return low + part * (high - low);
}

void draw_track(const Context& context, const Track& track, float value, float low, float high, float zero) {
  const Theme& theme = context.theme;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float alpha = ImGui::GetStyle().Alpha;
  const auto x_of = [&](float at) {
    const float part = high > low ? std::clamp((at - low) / (high - low), 0.f, 1.f) : 0.f;
    return track.first() + part * (track.last() - track.first());
  };
  const float y = std::floor((track.low.y + track.high.y) / 2) + 0.5f;
  const float thick = 4 * context.scale;
  const bool active = ImGui::IsItemActive();
  const bool hovered = ImGui::IsItemHovered();
  draw.AddRectFilled({track.low.x, y - thick / 2}, {track.high.x, y + thick / 2}, faded(theme.line, alpha), thick / 2);
  const float from = x_of(std::clamp(zero, low, high));
  const float to = x_of(value);
  draw.AddRectFilled({std::min(from, to), y - thick / 2}, {std::max(from, to), y + thick / 2},
                     faded(theme.accent, alpha * (active ? 1.f : 0.75f)), thick / 2);
  draw.AddCircleFilled({to, y}, track.grab, faded(active || hovered ? theme.accent : theme.text, alpha));
}

/// A field in the slider's place while a value is typed. True when a value was entered.
bool type_value(const std::string& id, float& value, float low, float high, float width, const char* format,
                bool& typing) {
  const std::string field = "###" + id + ".typed";
  const ImGuiID key = ImGui::GetID((field + ".begun").c_str());
  ImGuiStorage& storage = *ImGui::GetStateStorage();
  ImGui::SetNextItemWidth(width);
  if (!storage.GetBool(key)) ImGui::SetKeyboardFocusHere();
  float typed = value;
  const bool entered = ImGui::InputFloat(field.c_str(), &typed, 0, 0, format, ImGuiInputTextFlags_EnterReturnsTrue);
  const bool begun = storage.GetBool(key);
  const bool ended = entered || (begun && !ImGui::IsItemActive());
  storage.SetBool(key, !ended && (begun || ImGui::IsItemActive()));
  if (ended) typing = false;
  if (!ended || !std::isfinite(typed)) return false;
  typed = std::clamp(typed, low, high);
  const bool changed = typed != value;
  value = typed;
  return changed;
}

}  // namespace

bool slider(Context& context, const std::string& id, const std::string& label, float& value, float low, float high,
            float width, const char* format, float reset) {
  const float gap = 8 * context.scale;
  const float column =
      std::max(ImGui::CalcTextSize(print(format, low).c_str()).x, ImGui::CalcTextSize(print(format, high).c_str()).x);
  const float height = ImGui::GetFrameHeight();
  const float track_width = std::max(24 * context.scale, width - column - gap);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const Track track = {start, {start.x + track_width, start.y + height}, 7 * context.scale};
  ImGuiStorage& storage = *ImGui::GetStateStorage();
  const ImGuiID typing_key = ImGui::GetID((id + ".typing").c_str());
  bool typing = storage.GetBool(typing_key);
  bool changed = false;
  const float before = value;
  ImGui::BeginGroup();
  if (typing) {
    changed = type_value(id, value, low, high, width, format, typing);
    record_rectangle(context, id, "slider", label, track.low.x, track.low.y, track_width, height, print(format, value));
  } else {
    ImGui::InvisibleButton(("###" + id).c_str(), {track_width, height});
    const ImGuiIO& io = ImGui::GetIO();
    if (ImGui::IsItemActivated() && io.KeyCtrl) {
      typing = true;
      ImGui::ClearActiveID();
    } else if (ImGui::IsItemActive()) {
      // The second press of a double click resets, and holds until the pointer really moves.
      const bool second = io.MouseClickedLastCount[0] >= 2;
      if (second && ImGui::IsItemActivated()) value = std::clamp(reset, low, high);
      if (!second || ImGui::IsMouseDragging(0)) value = dragged_value(track, low, high);
      changed = value != before;
    }
    draw_track(context, track, value, low, high, reset);
    record(context, id, "slider", label, print(format, value));
    tip_of(context, id);
    const std::string text = print(format, value);
    ImGui::SameLine(0, gap);
    ImGui::AlignTextToFramePadding();
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.f, column - ImGui::CalcTextSize(text.c_str()).x));
    ImGui::TextUnformatted(text.c_str());
  }
  ImGui::EndGroup();
  storage.SetBool(typing_key, typing);
  return changed;
}

}  // namespace zscope::ui
