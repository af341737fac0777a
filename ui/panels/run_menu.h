#pragma once

#include "ui/chrome.h"
#include "ui/context.h"

#include <filesystem>
#include <string>
#include <utility>

namespace zscope::ui {

/// The menu at the right end of the bar: runs to open, picture of the window, theme, scale, help.
class RunMenu {
 public:
  explicit RunMenu(std::filesystem::path home) : home_(std::move(home)) {}
  void draw(Context& context, Chrome& chrome, const char* button_id);

 private:
  void draw_runs(Context& context);

  std::filesystem::path home_;  ///< what a typed ~ stands for; may be empty
  std::string typed_;           ///< a path to open
};

}  // namespace zscope::ui
