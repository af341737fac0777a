#pragma once

#include "ui/panel.h"
#include "ui/widgets/picture_grid.h"

#include <string>
#include <vector>

namespace zscope::ui {

/// The point z: a slider per dimension, and what the model makes of it, large.
class LatentPanel : public Panel {
 public:
  const char* id() const override { return "latent"; }
  void draw(Context& context) override;
  std::string note(const Context& context) const override;

 private:
  void draw_picture(Context& context, ImVec2 room);
  static int action_lines(const Context& context);
  void draw_actions(Context& context);
  void draw_label_choice(Context& context);
  void draw_sliders(Context& context);
  void draw_dimension(Context& context, int dimension);
  void draw_kl(Context& context, int dimension, float width);
  void draw_lock(Context& context, int dimension, float width);

  PictureGrid picture_;
  bool sorted_ = true;
  std::uint64_t asked_ = 0;  ///< the question about z that FrameClock knows of
  std::vector<int> plain_;   ///< 0, 1, 2, …
};

}  // namespace zscope::ui
