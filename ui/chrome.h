#pragma once

#include "ui/preferences.h"

#include <string>

namespace zscope::ui {

/// What surrounds the panels and what bar, shortcuts and workspace change together. UI thread.
struct Chrome {
  Preferences preferences;
  bool help = false;          ///< the overlay of shortcuts is open
  bool screenshot = false;    ///< the window should write a PNG of itself after this frame
  std::string full_screen;    ///< the panel that fills the window, or empty
  std::string hovered_panel;  ///< where the pointer is, or empty
};

/// One notch larger or smaller, on a fixed ladder of tenths.
void zoom(Preferences& preferences, int notches);

}  // namespace zscope::ui
