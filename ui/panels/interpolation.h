#pragma once

#include "ui/asker.h"
#include "ui/panel.h"
#include "ui/widgets/picture_grid.h"

#include <array>
#include <string>
#include <vector>

namespace zscope::ui {

/// From A to B in N pictures, and back again as an animation.
class InterpolationPanel : public Panel {
 public:
  const char* id() const override { return "interpolation"; }
  void draw(Context& context) override;
  void hide() override {
    strip_asker_.rest();
    moving_asker_.rest();
  }
  std::string note(const Context& context) const override;

 private:
  static constexpr int kMoving = 48;  ///< pictures of the animation, there
  void draw_controls(Context& context);
  void draw_strip(Context& context);
  void draw_well(Context& context, End which, ImVec2 corner, ImVec2 size, const Pictures* strip);
  void draw_well_picture(Context& context, End which, ImVec2 size, const Pictures* strip);
  void renew_moving(const Context& context);
  void draw_player(Context& context, ImVec2 corner, ImVec2 size, const Pictures* strip);
  Place frame(const Context& context, int number) const;

  float frames_ = 8;
  double phase_ = 0;  ///< [0, 2): there in the first half, back in the second
  Asker strip_asker_{Priority::interactive};
  Asker moving_asker_{Priority::background};
  PictureGrid strip_, moving_;
  std::vector<float> codes_;         ///< [frames, latent_dim], of the question that stands
  std::vector<float> moving_codes_;  ///< [kMoving, latent_dim], of the animation
  std::array<Place, 2> moving_ends_;
  Path moving_path_ = Path::linear;
  struct Well {
    std::optional<PictureRef> picture;
    std::string data;  ///< fingerprint of the data set the picture is from
    std::shared_ptr<const Atlas> atlas;
    PictureGrid grid;
  };
  std::array<Well, 2> wells_;
};

}  // namespace zscope::ui
