#pragma once

#include "ui/asker.h"
#include "ui/panel.h"
#include "ui/panels/data_plane.h"
#include "ui/widgets/picture_grid.h"

#include <array>
#include <cstdint>
#include <vector>

namespace zscope::ui {

/// Test pictures, what the model makes of them, and the difference. A model without an encoder shows real pictures
/// above pictures of its own.
class ReconstructionsPanel : public Panel {
 public:
  static constexpr int kMost = 64;
  static constexpr int kPoints = 250;  ///< where the data is points
  const char* id() const override { return "reconstructions"; }
  /// Without an encoder it shows the data beside the model's own pictures.
  Fit fit(const Context& context) const override {
    return context.status->model.capabilities.encode ? Fit::well : Fit::somewhat;
  }
  void draw(Context& context) override;
  void hide() override { asker_.rest(); }
  std::string note(const Context& context) const override;

 private:
  /// How the rows stand: `rows` pictures below each other make a block, blocks below each other fill the panel.
  struct Plan {
    int zoom = 1;
    int columns = 1;
    int blocks = 1;
    float caption = 0;  ///< width of the words at the left
    float gap = 0, block_gap = 0;
    float figures = 0;  ///< height of the line of errors below a block; 0: there is none
    ImVec2 tile;
  };
  /// Where the pictures of a row come from: the data set, or points of the latent space.
  struct Origins {
    std::vector<PictureRef> pictures;
    std::vector<float> codes;  ///< [pictures, latent_dim]
  };
  static Plan plan(const Context& context, int rows, bool with_figures);
  std::vector<PictureRef> chosen(const Context& context, int count) const;
  void draw_reconstructions(Context& context);
  void draw_without_encoder(Context& context);
  void draw_points(Context& context);
  void draw_row(Context& context, const Plan& plan, const char* name, int row, int rows, PictureGrid& grid,
                const std::shared_ptr<const void>& owner, const Atlas& atlas, const Origins& origins,
                const std::vector<float>& errors);
  void draw_errors(const Context& context, const Plan& plan, int rows, ImVec2 origin, int count,
                   const std::vector<float>& errors) const;

  Asker asker_{Priority::background};
  std::array<PictureGrid, 3> grids_;
  DataPlane plane_;  ///< in place of pictures, where the data is points
  std::uint64_t shuffle_ = 0;
  std::shared_ptr<const Atlas> real_;         ///< of a model without an encoder
  std::shared_ptr<const Dataset> real_data_;  ///< which `real_` shows
  std::vector<PictureRef> real_pictures_;
};

}  // namespace zscope::ui
