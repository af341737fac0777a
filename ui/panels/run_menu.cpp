#include "ui/panels/run_menu.h"

#include "ui/keys.h"
#include "ui/widgets/controls.h"

#include <imgui.h>

#include <algorithm>

namespace zscope::ui {
namespace {

constexpr std::size_t kShown = 12;

/// A line of the menu. True when chosen.
bool item(Context& context, const std::string& id, const std::string& label, const std::string& keys = {},
          bool enabled = true) {
  const bool chosen = ImGui::MenuItem((label + "###" + id).c_str(), keys.c_str(), false, enabled);
  record(context, id, "option", label, keys, enabled);
  const std::string tip = (id.starts_with("menu.run.") ? "menu.run" : id) + std::string(".tip");
  tooltip(context, context.words(tip));
  return chosen;
}

}  // namespace

void RunMenu::draw_runs(Context& context) {
  ImGui::TextDisabled("%s", context.words("menu.runs"));
  const auto runs = context.session.runs();  // null for the moment that looking takes
  if (runs && runs->empty()) ImGui::TextDisabled("%s", context.words("menu.no_runs"));
  for (std::size_t i = 0; runs && i < std::min(kShown, runs->size()); ++i) {
    const std::filesystem::path& run = (*runs)[i].directory;
    const bool open = !context.status->directory.empty() && context.status->directory == run;
    if (item(context, "menu.run." + std::to_string(i), run.filename().string(), {}, !open)) {
      context.session.open_run(run);
    }
  }
  const bool entered = text_field(context, "menu.path", typed_, 320 * context.scale) &&
                       (ImGui::IsKeyPressed(key::enter) || ImGui::IsKeyPressed(key::pad_enter));
  if (entered && !typed_.empty()) {
    const bool at_home = typed_.starts_with("~/") && !home_.empty();
    context.session.open_run(at_home ? home_ / typed_.substr(2) : std::filesystem::path(typed_));
    typed_.clear();
    ImGui::CloseCurrentPopup();
  }
}

void RunMenu::draw(Context& context, Chrome& chrome, const char* button_id) {
  if (button(context, button_id)) {
    context.session.refresh_runs();
    ImGui::OpenPopup("###menu.popup");
  }
  ImGui::SetNextWindowPos({ImGui::GetItemRectMax().x, ImGui::GetItemRectMax().y + 4 * context.scale},
                          ImGuiCond_Appearing, {1, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {12 * context.scale, 12 * context.scale});
  if (ImGui::BeginPopup("###menu.popup")) {
    close_on_escape();
    const Words& words = context.words;
    if (item(context, "menu.picture", words("menu.picture"), "P")) chrome.screenshot = true;
    const bool dark = chrome.preferences.dark;
    if (item(context, "menu.theme", words(dark ? "menu.theme.light" : "menu.theme.dark"), "T"))
      chrome.preferences.dark = !dark;
    if (item(context, "menu.larger", words("menu.larger"), "Ctrl +")) zoom(chrome.preferences, 1);
    if (item(context, "menu.smaller", words("menu.smaller"), "Ctrl −")) zoom(chrome.preferences, -1);
    if (item(context, "menu.help", words("menu.help"), "?")) chrome.help = true;
    ImGui::Separator();
    draw_runs(context);  // last: nothing moves under the pointer when they are found
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

}  // namespace zscope::ui
