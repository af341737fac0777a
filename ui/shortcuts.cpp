#include "ui/shortcuts.h"

#include "ui/keys.h"
#include "ui/view_state.h"
#include "ui/widgets/controls.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

bool can_step(const Status& status) {
  return status.state == RunState::ready || status.state == RunState::paused || status.state == RunState::stopped ||
         status.state == RunState::finished;
}

void train_or_pause(Context& context, Chrome&) {
  const RunState state = context.status->state;
  if (state == RunState::training) {
    context.session.pause();
  } else if (can_step(*context.status)) {
    context.session.train();
  }
}

void step(Context& context, Chrome&) {
  if (can_step(*context.status)) context.session.step_once();
}

void stop(Context& context, Chrome&) {
  const RunState state = context.status->state;
  if (state == RunState::training || state == RunState::paused) context.session.stop();
}

void full_screen(Context&, Chrome& chrome) {
  chrome.full_screen = chrome.full_screen.empty() ? chrome.hovered_panel : std::string();
}

void leave(Context& context, Chrome& chrome) {
  if (chrome.help) {
    chrome.help = false;
  } else if (context.view.picking()) {
    context.view.set_picking(std::nullopt);
  } else {
    chrome.full_screen.clear();
  }
}

std::vector<Shortcut> make_shortcuts() {
  return {
      {.id = "train", .keys = "Space", .codes = {key::space}, .action = train_or_pause},
      {.id = "step", .keys = "S, →", .codes = {key::right}, .character = 's', .repeat = true, .action = step},
      {.id = "undo",
       .keys = "Ctrl Z",
       .codes = {'Z'},
       .control = true,
       .repeat = true,
       .action = [](Context& context, Chrome&) { context.view.undo(); }},
      {.id = "redo",
       .keys = "Ctrl Y",
       .codes = {'Y'},
       .control = true,
       .repeat = true,
       .action = [](Context& context, Chrome&) { context.view.redo(); }},
      {.id = "random",
       .keys = "R",
       .character = 'r',
       .action = [](Context& context, Chrome&) { context.view.random(); }},
      {.id = "stop", .keys = "X", .character = 'x', .action = stop},
      {.id = "zero", .keys = "Z", .character = 'z', .action = [](Context& context, Chrome&) { context.view.zero(); }},
      {.id = "play",
       .keys = "A",
       .character = 'a',
       .action = [](Context& context, Chrome&) { context.view.set_playing(!context.view.playing()); }},
      {.id = "follow",
       .keys = "F",
       .character = 'f',
       .action = [](Context& context, Chrome&) { context.view.set_following(!context.view.following()); }},
      {.id = "theme",
       .keys = "T",
       .character = 't',
       .action = [](Context&, Chrome& chrome) { chrome.preferences.dark = !chrome.preferences.dark; }},
      {.id = "full_screen", .keys = "F11", .codes = {key::f11}, .action = full_screen},
      {.id = "leave", .keys = "Esc", .codes = {key::escape}, .action = leave},
      {.id = "larger",
       .keys = "Ctrl +",
       .codes = {'=', key::pad_plus, '+'},
       .control = true,
       .repeat = true,
       .action = [](Context&, Chrome& chrome) { zoom(chrome.preferences, 1); }},
      {.id = "smaller",
       .keys = "Ctrl −",
       .codes = {'-', key::pad_minus},
       .control = true,
       .repeat = true,
       .action = [](Context&, Chrome& chrome) { zoom(chrome.preferences, -1); }},
      {.id = "usual_size",
       .keys = "Ctrl 0",
       .codes = {'0', key::pad_0},
       .control = true,
       .action = [](Context&, Chrome& chrome) { chrome.preferences.scale = 1; }},
      {.id = "screenshot",
       .keys = "P",
       .character = 'p',
       .action = [](Context&, Chrome& chrome) { chrome.screenshot = true; }},
      {.id = "help",
       .keys = "?, F1",
       .codes = {key::f1},
       .character = '?',
       .action = [](Context&, Chrome& chrome) { chrome.help = !chrome.help; }},
      {.id = "copy", .keys = "Ctrl C"},
      {.id = "type_value", .keys = "Ctrl click"},
      {.id = "reset_value", .keys = "double click"},
  };
}

bool pressed(const Shortcut& shortcut) {
  const ImGuiIO& io = ImGui::GetIO();
  if (shortcut.character != 0 && !io.KeyCtrl && !io.KeyAlt) {
    const auto& typed = io.InputQueueCharacters;
    const auto is_it = [&](ImWchar character) {
      const bool upper = character >= 'A' && character <= 'Z';
      return (upper ? character + ('a' - 'A') : character) == static_cast<int>(shortcut.character);
    };
    if (std::any_of(typed.begin(), typed.end(), is_it)) return true;
  }
  if (io.KeyCtrl != shortcut.control || io.KeyAlt) return false;
  return std::any_of(shortcut.codes.begin(), shortcut.codes.end(),
                     [&](int code) { return ImGui::IsKeyPressed(code, shortcut.repeat); });
}

void draw_line(Context& context, const Shortcut& shortcut, float column) {
  const float x = ImGui::GetCursorPosX();
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.accent);
  ImGui::TextUnformatted(shortcut.keys.c_str());
  ImGui::PopStyleColor();
  ImGui::SameLine(x + column);
  const char* words = context.words("shortcut." + shortcut.id);
  ImGui::TextUnformatted(words);
  record(context, "help." + shortcut.id, "text", shortcut.keys, words);
}

}  // namespace

void zoom(Preferences& preferences, int notches) {
  const float tenths = std::round(preferences.scale * 10) + static_cast<float>(notches);
  preferences.scale = std::clamp(tenths / 10, kSmallestScale, kLargestScale);
}

const std::vector<Shortcut>& shortcuts() {
  static const std::vector<Shortcut> table = make_shortcuts();
  return table;
}

void handle_shortcuts(Context& context, Chrome& chrome) {
  if (ImGui::GetIO().WantTextInput) return;
  if (ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) return;
  for (const Shortcut& shortcut : shortcuts()) {
    if (shortcut.action && pressed(shortcut)) shortcut.action(context, chrome);
  }
}

void draw_help(Context& context, Chrome& chrome) {
  if (!chrome.help) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float scale = context.scale;
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowFocus();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {24 * scale, 24 * scale});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, context.theme.panel);
  ImGui::Begin("###help", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoMove);
  ImGui::TextUnformatted(context.words("help.title"));
  ImGui::Dummy({0, 4 * scale});
  float column = 0;
  for (const Shortcut& shortcut : shortcuts()) column = std::max(column, ImGui::CalcTextSize(shortcut.keys.c_str()).x);
  for (const Shortcut& shortcut : shortcuts()) draw_line(context, shortcut, column + 24 * scale);
  ImGui::Dummy({0, 4 * scale});
  if (button(context, "help.close")) chrome.help = false;
  if (ImGui::IsMouseClicked(0) && !ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows) &&
      !ImGui::IsWindowAppearing()) {
    chrome.help = false;
  }
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
}

}  // namespace zscope::ui
