#pragma once

#include "app/null_window.h"
#include "core/session_fixture.h"
#include "ui/null_graphics.h"
#include "ui/panel.h"
#include "ui/view_state.h"

#include <imgui.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

/// Panels side by side in a window without a screen, over a session with the fake backend: a test moves the mouse and
/// looks at the ui-map, as a person moves it and looks at the screen.
class PanelFixture {
 public:
  explicit PanelFixture(const std::string& model = "linear-vae", const Settings& settings = {},
                        FakeOptions options = {std::chrono::microseconds(200), {}, -1});
  ~PanelFixture();

  /// Panels share the window's width evenly. Draws until the model is there.
  template <typename... Panels>
  void show() {
    (panels_.push_back(std::make_unique<Panels>()), ...);
    ready();
  }
  void ready();
  ui::Context context();
  ui::Panel& panel(std::size_t index) { return *panels_.at(index); }
  std::string note(std::size_t index);

  void frame();
  void frames(int count) {
    for (int i = 0; i < count; ++i) frame();
  }
  /// Draws frames until it holds; false when it never does.
  bool until(const std::function<bool()>& holds);

  bool shows(const std::string& id) { return map.find(id) != nullptr; }
  std::string value(const std::string& id);
  /// Controls whose id begins so.
  int count(const std::string& prefix);
  /// The pixel of a control, waited for until it is drawn; 0.5, 0.5 is its middle.
  ImVec2 at(const std::string& id, float across = 0.5f, float down = 0.5f);

  void move(ImVec2 pixel);
  void click(ImVec2 pixel, int button = 0);
  void click(const std::string& id, int button = 0) { click(at(id), button); }
  void drag(ImVec2 from, ImVec2 to, int button = 0);
  void drag(const std::string& from, const std::string& to) { drag(at(from), at(to)); }

  app::NullWindow window;
  ToySession toy;
  Session& session;
  ui::NullGraphics graphics;
  ui::UiMap map;
  ui::FrameClock clock;
  ui::Words words;
  ScratchFolder pictures;
  std::unique_ptr<ui::ViewState> view;

 private:
  std::vector<std::unique_ptr<ui::Panel>> panels_;
};

}  // namespace zscope
