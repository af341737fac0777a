#pragma once

#include "ui/asker.h"
#include "ui/choices.h"
#include "ui/widgets/picture_grid.h"

namespace zscope::ui {

/// The point z as every class or category, side by side, each with its name below: a click chooses. UI thread.
class ChoiceStrip {
 public:
  /// As wide as the window has room for, in as many rows as that takes. Tiles are "latent.ID.3" in the ui-map.
  void draw(Context& context, const Choices& choices);
  void rest() { asker_.rest(); }

 private:
  Asker asker_{Priority::interactive};
  PictureGrid grid_;
};

}  // namespace zscope::ui
