#include "ui/workspace.h"

#include "base/picture_file.h"
#include "base/picture_resize.h"
#include "data/picture_list.h"
#include "runs/run_directory.h"
#include "ui/next_run.h"
#include "ui/panels/bar.h"
#include "ui/panels/classes.h"
#include "ui/panels/codebook.h"
#include "ui/panels/compare.h"
#include "ui/panels/contest.h"
#include "ui/panels/gallery.h"
#include "ui/panels/interpolation.h"
#include "ui/panels/latent.h"
#include "ui/panels/losses.h"
#include "ui/panels/map.h"
#include "ui/panels/metrics.h"
#include "ui/panels/reconstructions.h"
#include "ui/panels/samples.h"
#include "ui/shortcuts.h"
#include "ui/widgets/controls.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

/// Every panel of the workspace, one line each; ui/layout.cpp says where they lie.
std::vector<std::unique_ptr<Panel>> make_panels() {
  std::vector<std::unique_ptr<Panel>> panels;
  panels.push_back(std::make_unique<LatentPanel>());
  panels.push_back(std::make_unique<MapPanel>());
  panels.push_back(std::make_unique<ReconstructionsPanel>());
  panels.push_back(std::make_unique<SamplesPanel>());
  panels.push_back(std::make_unique<ContestPanel>());
  panels.push_back(std::make_unique<ClassesPanel>());
  panels.push_back(std::make_unique<CodebookPanel>());
  panels.push_back(std::make_unique<LossesPanel>());
  panels.push_back(std::make_unique<MetricsPanel>());
  panels.push_back(std::make_unique<ComparePanel>());
  panels.push_back(std::make_unique<InterpolationPanel>());
  panels.push_back(std::make_unique<GalleryPanel>());
  return panels;
}

constexpr auto kFigures = std::chrono::milliseconds(250);
constexpr double kSettled = 1;                         // seconds without a change until the preferences are written
constexpr float kGap = 4, kPadding = 12, kTitle = 32;  // pixels at scale 1
constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse;

/// Ends what a panel that threw left open, so that the frame can go on.
void close_what_is_open(ImGuiWindow* panel) {
  const ImGuiContext& imgui = *ImGui::GetCurrentContext();
  while (imgui.CurrentWindow != panel) {
    ImGui::ErrorCheckEndWindowRecover(nullptr);
    if (imgui.CurrentWindow->Flags & ImGuiWindowFlags_ChildWindow) {
      ImGui::EndChild();
    } else {
      ImGui::End();
    }
  }
  ImGui::ErrorCheckEndWindowRecover(nullptr);
}

}  // namespace

Workspace::Workspace(Session& session, Graphics& graphics, const Words& words, WorkspaceOptions options)
    : session_(session),
      graphics_(graphics),
      words_(words),
      options_(std::move(options)),
      view_(session),
      bar_(std::make_unique<Bar>(options_.home)),
      panels_(make_panels()) {
  chrome_.preferences = load_preferences(options_.preferences);
  layout_.set_shares(chrome_.preferences.shares);
  chrome_.preferences.shares = layout_.shares();
  saved_ = chrome_.preferences;
}

Workspace::~Workspace() { save_preferences(); }

void Workspace::save_preferences() {
  chrome_.preferences.shares = layout_.shares();
  if (options_.preferences.empty() || chrome_.preferences == saved_) return;
  saved_ = chrome_.preferences;
  view_.write([file = options_.preferences, preferences = saved_] {
    ui::save_preferences(file, preferences);
    return std::string();
  });
}

// A border or the window that is being dragged changes with every frame: what counts is where it comes to rest.
void Workspace::save_settled_preferences() {
  chrome_.preferences.shares = layout_.shares();
  if (options_.preferences.empty() || chrome_.preferences == saved_) return;
  const auto now = std::chrono::steady_clock::now();
  if (chrome_.preferences != changed_) {
    changed_ = chrome_.preferences;
    changed_at_ = now;
  }
  const double left = kSettled - std::chrono::duration<double>(now - changed_at_).count();
  if (left > 0) {
    clock_.redraw_within(left);
  } else {
    save_preferences();
  }
}

void Workspace::save_screenshot(const Image& image) {
  view_.save(make_context(), "zscope", image, true);
  clock_.redraw_within(1.0 / 30);
}

void Workspace::open_path(const std::filesystem::path& path) {
  if (is_run(path)) {
    session_.open_run(path);
    return;
  }
  const auto status = session_.status();
  const bool has_model = status->state == RunState::loading || (session_.dataset() && status->latent_dim > 0);
  if (is_picture_file(path) && has_model) {
    dropped_ = {path, session_.run_generation()};
    clock_.redraw_within(0);
  } else {
    session_.open(on_other_data(status->request, path.string(), session_.models()));
  }
}

void Workspace::open_dropped_picture(const Context& context) {
  if (dropped_.run != session_.run_generation()) dropped_.picture.clear();
  if (dropped_.picture.empty()) return;
  if (context.status->state == RunState::loading || !context.dataset || view_.latent_dim() == 0) return;
  open_picture(std::exchange(dropped_, {}).picture);
}

void Workspace::open_picture(const std::filesystem::path& path) {
  if (!session_.status()->model.capabilities.encode) {
    view_.say(words_("picture.cannot_encode"));
    return;
  }
  try {
    const ImageShape& shape = session_.dataset()->shape;
    if (shape.points()) {
      view_.say(words_("picture.points"));
      return;
    }
    const Image image = read_picture(path);
    view_.go_to_bytes(planar_of(thumbnail(image, shape.width, shape.height), shape.channels));
  } catch (const Error& error) {
    view_.say(error.what(), true);
  }
}

/// While training goes on, its figures are news four times a second: they change with every step, and each frame of a
/// dragged slider would draw them and the losses anew.
std::shared_ptr<const Status> Workspace::status_now() {
  auto newest = session_.status();
  const auto now = std::chrono::steady_clock::now();
  const bool same_run = status_ && status_run_ == session_.run_generation();
  const bool only_figures = same_run && newest->state == RunState::training && status_->state == newest->state &&
                            newest->message == status_->message && newest->planned_steps == status_->planned_steps &&
                            newest->request.settings == status_->request.settings &&
                            newest->latent_dim == status_->latent_dim;
  if (only_figures && (now - status_at_ < kFigures || !clock_.takes_news(status_turn_))) return status_;
  status_ = std::move(newest);
  status_run_ = session_.run_generation();
  status_at_ = now;
  return status_;
}

Context Workspace::make_context() {
  return {.session = session_,
          .view = view_,
          .graphics = graphics_,
          .map = map_,
          .clock = clock_,
          .words = words_,
          .theme = theme(),
          .scale = scale(),
          .status = status_now(),
          .dataset = session_.dataset(),
          .pictures = options_.pictures};
}

void Workspace::draw() {
  map_.begin_frame();
  if (ImGui::IsAnyMouseDown()) session_.give_way();
  Context context = make_context();
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::Begin("###workspace", nullptr, kFixed);
  ImGui::PopStyleVar(2);
  view_.begin_frame(context);
  open_dropped_picture(context);
  handle_shortcuts(context, chrome_);

  const float gap = std::round(kGap * context.scale);
  const float bar_height = bar_->height(context);
  ImGui::SetCursorScreenPos({0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {kPadding * context.scale, 8 * context.scale});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, context.theme.panel);
  ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, 0);
  ImGui::BeginChild(
      "###bar", {display.x, bar_height}, false,
      ImGuiWindowFlags_AlwaysUseWindowPadding | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
  const std::uint64_t run = session_.run_generation();
  bar_->draw(context, chrome_);
  ImGui::EndChild();
  // What the panels know is of the run before: they would ask the new one about pictures that it does not have.
  if (session_.run_generation() == run) {
    draw_panels(context, {gap, bar_height + gap, display.x - 2 * gap, display.y - bar_height - 2 * gap});
  } else {
    clock_.redraw_within(0);
  }
  ImGui::End();
  draw_help(context, chrome_);
  save_settled_preferences();
  if (view_.take_keep_drawing()) clock_.redraw_within(1.0 / 30);
}

bool Workspace::show_late() {
  if (!view_.take_late_picture()) return true;
  Context context = make_context();
  return std::all_of(panels_.begin(), panels_.end(), [&](const auto& panel) { return panel->show_late(context); });
}

Workspace::Tabs Workspace::tabs_of(const Context& context, const std::string& place) const {
  Tabs tabs;
  for (const auto& panel : panels_) {
    if (panel->place() == place && panel->fit(context) != Fit::none) tabs.panels.push_back(panel.get());
  }
  std::stable_sort(tabs.panels.begin(), tabs.panels.end(),
                   [&](const Panel* a, const Panel* b) { return a->fit(context) > b->fit(context); });
  if (tabs.panels.empty()) return tabs;
  tabs.shown = tabs.panels.front();
  const auto chosen = chosen_.find(place);
  for (Panel* panel : tabs.panels) {
    if (panel->id() == chrome_.full_screen ||
        (chrome_.full_screen.empty() && chosen != chosen_.end() && panel->id() == chosen->second))
      tabs.shown = panel;
  }
  return tabs;
}

void Workspace::draw_panels(Context& context, const Rectangle& area) {
  if (area.width < 1 || area.height < 1) return;
  chrome_.hovered_panel.clear();
  layout_.compute(area, std::round(kGap * context.scale), context.scale);
  const auto full = std::find_if(panels_.begin(), panels_.end(), [&](const auto& panel) {
    return panel->id() == chrome_.full_screen && panel->fit(context) != Fit::none;
  });
  if (full == panels_.end()) {
    chrome_.full_screen.clear();
    const auto borders = layout_.borders();  // a copy: dragging one moves the others
    for (const Layout::Border& border : borders) draw_border(context, border);
  }
  std::vector<const Panel*> shown;
  const auto places = layout_.panels();
  for (const auto& [place, where] : places) {
    if (full != panels_.end() && (*full)->place() != place) continue;
    const Tabs tabs = tabs_of(context, place);
    if (tabs.shown == nullptr) continue;
    shown.push_back(tabs.shown);
    draw_place(context, tabs, full != panels_.end() ? area : where);
  }
  for (const auto& panel : panels_) {
    if (std::find(shown.begin(), shown.end(), panel.get()) == shown.end()) panel->hide();
  }
}

void Workspace::draw_border(Context& context, const Layout::Border& border) {
  const std::string id = "workspace.border." + border.name;
  // Easier to catch than to see: two pixels of the panels on each side belong to it.
  const float reach = std::round(2 * context.scale);
  Rectangle bar = border.bar;
  (border.rows ? bar.y : bar.x) -= reach;
  (border.rows ? bar.height : bar.width) += 2 * reach;
  ImGui::SetCursorScreenPos({bar.x, bar.y});
  ImGui::InvisibleButton(id.c_str(), {bar.width, bar.height});
  ImGui::SetItemAllowOverlap();
  record(context, id, "border", "");
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float pointer = border.rows ? mouse.y : mouse.x;
  const float cut = border.rows ? border.bar.y : border.bar.x;
  if (ImGui::IsItemActivated()) grabbed_at_ = pointer - cut;
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) {
    layout_.reset(border.name);
  } else if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 0)) {
    layout_.move(border, pointer - grabbed_at_ - border.start);
  }
  if (!ImGui::IsItemHovered() && !ImGui::IsItemActive()) return;
  ImGui::SetMouseCursor(border.rows ? ImGuiMouseCursor_ResizeNS : ImGuiMouseCursor_ResizeEW);
  const Rectangle& line = border.bar;
  ImGui::GetWindowDrawList()->AddRectFilled({line.x, line.y}, {line.x + line.width, line.y + line.height},
                                            ImGui::GetColorU32(ImGuiCol_SeparatorHovered), context.scale * 2);
}

void Workspace::draw_place(Context& context, const Tabs& tabs, const Rectangle& area) {
  Panel& panel = *tabs.shown;
  const float scale = context.scale;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled({area.x, area.y}, {area.x + area.width, area.y + area.height}, context.theme.panel, 4 * scale);
  if (ImGui::IsMouseHoveringRect({area.x, area.y}, {area.x + area.width, area.y + area.height})) {
    chrome_.hovered_panel = panel.id();
  }
  const float title = std::round(kTitle * scale);
  const float padding = std::round(kPadding * scale);
  draw_title(context, tabs, area, title);
  ImGui::SetCursorScreenPos({area.x + padding, area.y + title});
  const ImVec2 inside = {area.width - 2 * padding, area.height - title - padding};
  if (inside.x < 1 || inside.y < 1) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::BeginChild(panel.id(), inside);
  ImGui::PopStyleVar();
  draw_inside(context, panel);
  ImGui::EndChild();
}

void Workspace::draw_inside(Context& context, Panel& panel) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  try {
    panel.draw(context);
  } catch (const std::exception& error) {
    // One panel that fails must not take the window with it: it says why where it stands.
    close_what_is_open(window);
    ImGui::PushStyleColor(ImGuiCol_Text, context.theme.error);
    ImGui::TextWrapped("%s", error.what());
    ImGui::PopStyleColor();
  }
}

float Workspace::draw_tab(Context& context, const Tabs& tabs, Panel& panel, ImVec2 corner, float height, float width) {
  const std::string id = std::string("workspace.title.") + panel.id();
  const char* title = words_(std::string("panel.") + panel.id());
  const bool shown = &panel == tabs.shown, alone = tabs.panels.size() == 1;
  const float inset = 2 * context.scale;
  ImGui::SetCursorScreenPos({corner.x, corner.y + inset});
  if (ImGui::InvisibleButton(id.c_str(), {std::max(1.f, width), height - 2 * inset}) && !shown) {
    chosen_[panel.place()] = panel.id();
    if (!chrome_.full_screen.empty()) chrome_.full_screen = panel.id();
  }
  record(context, id, "title", title, shown ? "on" : "off");
  const bool hovered = ImGui::IsItemHovered();
  if (shown && hovered && ImGui::IsMouseDoubleClicked(0)) {
    chrome_.full_screen = chrome_.full_screen.empty() ? panel.id() : "";
  }
  const std::string own = std::string("panel.") + panel.id() + ".tip";
  const char* fills = words_(chrome_.full_screen.empty() ? "workspace.title.tip" : "workspace.title.back.tip");
  tooltip(context, !shown && words_.has(own) ? words_(own) : fills);

  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float y = std::floor(corner.y + (height - ImGui::GetFontSize()) / 2);
  const std::uint32_t bright = context.theme.dark ? 0xffffffffu : 0xff000000u;
  draw.AddText({corner.x, y}, shown ? bright : hovered ? context.theme.text : context.theme.quiet, title);
  if (shown && !alone) {
    const float thick = std::max(1.f, std::round(1.5f * context.scale));
    const float line = std::floor(y + ImGui::GetFontSize() + 3 * context.scale);
    draw.AddRectFilled({corner.x, line}, {corner.x + ImGui::CalcTextSize(title).x, line + thick}, context.theme.accent);
  }
  return corner.x + ImGui::CalcTextSize(title).x;
}

void Workspace::draw_title(Context& context, const Tabs& tabs, const Rectangle& area, float height) {
  const float padding = std::round(kPadding * context.scale), between = std::round(16 * context.scale);
  const float right = area.x + area.width - padding;
  ImVec2 corner = {area.x + padding, area.y};
  for (Panel* panel : tabs.panels) {
    // A title that stands alone reaches over the note: a double click anywhere there fills the window.
    const float text = ImGui::CalcTextSize(words_(std::string("panel.") + panel->id())).x;
    const float width = tabs.panels.size() == 1 ? right - corner.x : std::min(text, right - corner.x);
    if (width < 8 * context.scale) break;
    corner.x = draw_tab(context, tabs, *panel, corner, height, width) + between;
  }
  const RunState state = context.status->state;
  if (state == RunState::loading || state == RunState::failed) return;
  const std::string note = tabs.shown->note(context);
  if (note.empty() || right <= corner.x) return;
  const float x = std::max(corner.x, right - ImGui::CalcTextSize(note.c_str()).x);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.PushClipRect({corner.x, area.y}, {right, area.y + height}, true);
  draw.AddText({std::floor(x), std::floor(area.y + (height - ImGui::GetFontSize()) / 2)}, context.theme.quiet,
               note.c_str());
  draw.PopClipRect();
}

}  // namespace zscope::ui
