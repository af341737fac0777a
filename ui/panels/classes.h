#pragma once

#include "ui/asker.h"
#include "ui/choices.h"
#include "ui/panel.h"
#include "ui/widgets/picture_grid.h"

#include <vector>

namespace zscope::ui {

/// One point of the latent space in each row, one class or category in each column: what the choice decides, and what z
/// leaves the same. The first row is the point that the sliders hold.
class ClassesPanel : public Panel {
 public:
  const char* id() const override { return "classes"; }
  const char* place() const override { return "samples"; }
  Fit fit(const Context& context) const override;
  void draw(Context& context) override;
  void hide() override { asker_.rest(); }
  std::string note(const Context& context) const override;

 private:
  void draw_names(Context& context, const Choices& choices, const GridLayout& layout) const;

  Asker asker_{Priority::background};
  PictureGrid grid_;
  std::uint64_t draw_ = 0;  ///< how often other points were asked for
};

}  // namespace zscope::ui
