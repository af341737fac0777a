#pragma once

#include "ui/choices.h"
#include "ui/panel.h"
#include "ui/panels/choice_strip.h"
#include "ui/panels/code_mosaic.h"
#include "ui/panels/data_plane.h"
#include "ui/panels/latent_maps.h"
#include "ui/widgets/picture_grid.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// The point z: a slider per dimension, and what the model makes of it, large.
class LatentPanel : public Panel {
 public:
  const char* id() const override { return "latent"; }
  void draw(Context& context) override;
  void hide() override;
  bool show_late(Context& context) override;
  std::string note(const Context& context) const override;

 private:
  void draw_picture(Context& context, ImVec2 room);
  static float below_picture(const Context& context);
  static bool can_sort(const Context& context);
  static int action_lines(const Context& context);
  void draw_actions(Context& context);
  void draw_sliders(Context& context);
  void draw_block(Context& context, const BlockAt& at, bool heading);
  bool draw_heading(Context& context, const BlockAt& at);
  /// Only a model that gives a density has a KL that means something.
  static bool shows_kl(const Context& context);
  void draw_dimension(Context& context, const BlockAt& at, int dimension);
  void draw_kl(Context& context, int dimension, float width);
  void draw_lock(Context& context, int dimension, float width);

  DataPlane plane_;  ///< in place of the picture, where the data is points
  PictureGrid picture_;
  std::shared_ptr<const Pictures> drawn_;      ///< what it shows in this frame
  std::map<std::string, ChoiceStrip> strips_;  ///< by Choices::id
  LatentMaps maps_;
  CodeMosaic mosaic_;
  bool sorted_ = true;
  std::uint64_t asked_ = 0;             ///< the question about z that FrameClock knows of
  std::vector<int> shown_;              ///< of the block that is drawn, in the order of its sliders
  std::map<std::string, bool> folded_;  ///< blocks that show their name only
};

}  // namespace zscope::ui
