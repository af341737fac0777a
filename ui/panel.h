#pragma once

#include "ui/context.h"

#include <string>

namespace zscope::ui {

/// How well a panel serves the open model.
enum class Fit {
  none,      ///< not at all: it is not there
  somewhat,  ///< it shows what there is, but another tells more about this model
  well,
};

/// One panel of the workspace. The workspace draws frame and title; the panel draws its inside.
/// Adding one: a file in ui/panels/, a line in workspace.cpp, a test that clicks it.
class Panel {
 public:
  virtual ~Panel() = default;
  /// Stable id, "latent": prefix of its controls in the ui-map; its title is the word "panel.latent".
  virtual const char* id() const = 0;
  /// The place in the layout where it lies. Panels that share one are its tabs, those that fit best first.
  virtual const char* place() const { return id(); }
  virtual Fit fit(const Context&) const { return Fit::well; }
  /// Draws into the current ImGui child window; ImGui::GetContentRegionAvail() is all there is.
  virtual void draw(Context& context) = 0;
  /// Called instead of draw() in frames that do not show the panel: it asks for nothing then.
  virtual void hide() {}
  /// z's picture (ViewState::picture) has come after this frame's draw(): puts it where the older one is shown. False
  /// when only another draw() can do that.
  virtual bool show_late(Context&) { return true; }
  /// What stands at the right of the title ("step 1,240 · 97 nats"), or empty.
  virtual std::string note(const Context&) const { return {}; }
};

}  // namespace zscope::ui
