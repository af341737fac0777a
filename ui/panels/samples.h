#pragma once

#include "ui/asker.h"
#include "ui/panel.h"
#include "ui/panels/class_strip.h"
#include "ui/panels/data_plane.h"
#include "ui/widgets/picture_grid.h"

#include <vector>

namespace zscope::ui {

/// Sixty-four pictures decoded from the same noise as training goes on: one watches the same points become digits.
/// Where the data has classes, a strip below says how these and more samples fall among them. Points stand on the plane
/// beside those of the data.
class SamplesPanel : public Panel {
 public:
  static constexpr int kCount = 64;
  static constexpr int kPoints = 1000;  ///< samples where the data is points
  const char* id() const override { return "samples"; }
  /// Chance makes no pictures of codes out of a book.
  Fit fit(const Context& context) const override {
    return context.status->model.capabilities.codebook ? Fit::somewhat : Fit::well;
  }
  void draw(Context& context) override;
  void hide() override {
    asker_.rest();
    strip_.rest();
  }
  std::string note(const Context& context) const override;

 private:
  void draw_controls(Context& context);
  /// So many points of the prior, from the noise that stands.
  void renew_codes(const Context& context, int count);
  void draw_points(Context& context);

  Asker asker_{Priority::background};
  PictureGrid grid_;
  ClassStrip strip_;
  DataPlane plane_;           ///< in place of pictures, where the data is points
  std::uint64_t draw_ = 0;    ///< how often new noise was asked for
  float temperature_ = 1;     ///< the noise is drawn from N(0, temperature² I)
  std::vector<float> noise_;  ///< [count, latent_dim]
  std::uint64_t noise_seed_ = 0;
  std::vector<float> codes_;  ///< [count, latent_dim], of the question that stands
};

}  // namespace zscope::ui
