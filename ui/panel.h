#pragma once

#include "ui/context.h"

#include <string>

namespace zscope::ui {

/// One panel of the workspace. The workspace draws frame and title; the panel draws its inside.
/// Adding one: a file in ui/panels/, a line in workspace.cpp, a test that clicks it.
class Panel {
 public:
  virtual ~Panel() = default;
  /// Stable id, "latent": prefix of its controls in the ui-map; its title is the word "panel.latent".
  virtual const char* id() const = 0;
  /// Draws into the current ImGui child window; ImGui::GetContentRegionAvail() is all there is.
  virtual void draw(Context& context) = 0;
  /// Called instead of draw() in frames that do not show the panel: it asks for nothing then.
  virtual void hide() {}
  /// What stands at the right of the title ("step 1,240 · 97 nats"), or empty.
  virtual std::string note(const Context&) const { return {}; }
};

}  // namespace zscope::ui
