#pragma once

#include "ui/chrome.h"
#include "ui/context.h"
#include "ui/layout.h"
#include "ui/panel.h"
#include "ui/view_state.h"

#include <imgui.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

class Bar;

struct WorkspaceOptions {
  std::filesystem::path preferences;  ///< file; empty: nothing is remembered
  std::filesystem::path pictures;     ///< where PNG files are saved
  std::filesystem::path home = {};    ///< what a typed ~ stands for; empty: nothing
};

/// The inside of the window: bar, panels with their frames, borders that can be dragged. Knows no GLFW; draw() runs
/// inside an ImGui frame, of a real window or of one without a screen. UI thread.
class Workspace {
 public:
  Workspace(Session& session, Graphics& graphics, const Words& words, WorkspaceOptions options);
  ~Workspace();  ///< saves the preferences
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// One frame over the whole display.
  void draw();
  /// Between draw() and the drawing of pixels: shows what has come meanwhile of what the hand asked for, if anything.
  /// False when that takes another draw().
  bool show_late();

  /// Pixels of this display for one at scale 1; the window asks scale() before each frame and rebuilds the font when it
  /// has changed.
  void set_display_scale(float scale) { display_scale_ = scale; }
  float scale() const { return display_scale_ * chrome_.preferences.scale; }
  const Theme& theme() const { return chrome_.preferences.dark ? dark_theme() : light_theme(); }

  /// A dropped or chosen path: a run is opened; a single picture moves z to its encoding, with the next frame or
  /// when what is being loaded is there; anything else is opened as data.
  void open_path(const std::filesystem::path& path);

  UiMap& map() { return map_; }
  FrameClock& clock() { return clock_; }
  ViewState& view() { return view_; }
  Chrome& chrome() { return chrome_; }
  const Layout& layout() const { return layout_; }
  const std::filesystem::path& pictures() const { return options_.pictures; }
  /// Writes the preferences, in the background, when they differ from what was last written. Failing to is said in the
  /// window, not thrown.
  void save_preferences();
  /// Saves a picture of the window among the pictures, in the background.
  void save_screenshot(const Image& image);

 private:
  Context make_context();
  std::shared_ptr<const Status> status_now();
  void save_settled_preferences();
  void open_dropped_picture(const Context& context);
  void open_picture(const std::filesystem::path& path);
  void draw_panels(Context& context, const Rectangle& area);
  /// The panels of a place that serve the open model, the one to show and its tabs beside it.
  struct Tabs {
    std::vector<Panel*> panels;
    Panel* shown = nullptr;
  };
  Tabs tabs_of(const Context& context, const std::string& place) const;
  void draw_place(Context& context, const Tabs& tabs, const Rectangle& area);
  void draw_title(Context& context, const Tabs& tabs, const Rectangle& area, float height);
  /// One tab's title at `x`; where it ends.
  float draw_tab(Context& context, const Tabs& tabs, Panel& panel, ImVec2 corner, float height, float width);
  void draw_inside(Context& context, Panel& panel);
  void draw_border(Context& context, const Layout::Border& border);

  Session& session_;
  Graphics& graphics_;
  const Words& words_;
  WorkspaceOptions options_;
  UiMap map_;
  FrameClock clock_;
  ViewState view_;
  Chrome chrome_;
  Layout layout_;
  std::shared_ptr<const Status> status_;  ///< as it is shown
  std::uint64_t status_run_ = 0;
  std::chrono::steady_clock::time_point status_at_{};  ///< when it was taken
  FrameClock::Turn status_turn_;
  struct {
    std::filesystem::path picture;
    std::uint64_t run = 0;
  } dropped_;  ///< waits for the model of that run
  Preferences saved_, changed_;
  std::chrono::steady_clock::time_point changed_at_{};  ///< when the preferences became `changed_`
  float display_scale_ = 1;
  float grabbed_at_ = 0;  ///< pixels between a border's start and the pointer that drags it
  std::unique_ptr<Bar> bar_;
  std::vector<std::unique_ptr<Panel>> panels_;
  std::map<std::string, std::string> chosen_;  ///< by place, the panel whose tab was clicked last
};

}  // namespace zscope::ui
