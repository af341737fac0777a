#pragma once

#include "ui/chrome.h"
#include "ui/context.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace zscope::ui {

/// The menu at the right end of the bar: runs to open, picture of the window, theme, scale, help.
class RunMenu {
 public:
  RunMenu(std::filesystem::path runs, std::filesystem::path home) : runs_(std::move(runs)), home_(std::move(home)) {}
  void draw(Context& context, Chrome& chrome, const char* button_id);

 private:
  void draw_runs(Context& context);
  void look_for_runs();

  std::filesystem::path runs_;                ///< the folder runs lie in
  std::filesystem::path home_;                ///< what a typed ~ stands for; may be empty
  std::vector<std::filesystem::path> found_;  ///< the newest first, as of when the menu was opened
  std::string typed_;                         ///< a path to open
};

}  // namespace zscope::ui
