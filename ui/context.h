#pragma once

#include "session.h"
#include "ui/frame_clock.h"
#include "ui/graphics.h"
#include "ui/theme.h"
#include "ui/ui_map.h"
#include "ui/words.h"

#include <filesystem>

namespace zscope::ui {

class ViewState;

/// What every panel is handed when it draws: the waist below, the screen above. UI thread.
struct Context {
  Session& session;
  ViewState& view;  ///< what the panels share: z, A and B, selection, undo
  Graphics& graphics;
  UiMap& map;         ///< every visible control of this frame
  FrameClock& clock;  ///< the latent panel tells it which question is asked and which answer shown
  const Words& words;
  const Theme& theme;
  float scale = 1;                         ///< of the display times Ctrl +/−; multiply every pixel length by it
  std::shared_ptr<const Status> status;    ///< of this frame: the same for every panel
  std::shared_ptr<const Dataset> dataset;  ///< null while loading
  std::filesystem::path pictures;          ///< where saved PNG files go
};

}  // namespace zscope::ui
