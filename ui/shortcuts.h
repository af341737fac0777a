#pragma once

#include "ui/chrome.h"
#include "ui/context.h"

#include <functional>
#include <string>
#include <vector>

namespace zscope::ui {

/// One line of the help, and what the key does. Adding one: a line in shortcuts.cpp and its word "shortcut.ID".
struct Shortcut {
  std::string id;
  std::string keys;             ///< as shown: "Ctrl +"
  std::vector<int> codes = {};  ///< ui/keys.h, or upper-case letters; any of them
  unsigned character = 0;       ///< or what is typed, whatever the keyboard's layout: '?', 's'
  bool control = false;
  bool repeat = false;                                 ///< held down, it goes on
  std::function<void(Context&, Chrome&)> action = {};  ///< empty: the mouse, or a panel, does it; listed only
};

const std::vector<Shortcut>& shortcuts();

/// Acts on the keys of this frame, unless a person is typing in a field or choosing from a list.
void handle_shortcuts(Context& context, Chrome& chrome);

/// The overlay that `?` opens: every shortcut in two columns.
void draw_help(Context& context, Chrome& chrome);

}  // namespace zscope::ui
