#pragma once

#include "ui/panel.h"
#include "ui/panels/map_manifold.h"
#include "ui/panels/map_points.h"
#include "ui/panels/map_prior.h"
#include "ui/panels/map_training.h"
#include "ui/panels/map_view.h"
#include "ui/widgets/picture_grid.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zscope::ui {

/// The latent space as a map: the test set's encodings as points over the decoded manifold, z as a cross that can be
/// dragged, A and B with the path between them. A model without an encoder shows a plane of its prior.
class MapPanel : public Panel {
 public:
  const char* id() const override { return "map"; }
  void draw(Context& context) override;
  void hide() override {
    manifold_.rest();
    training_.rest();
    shows_decoded_ = false;
  }
  bool show_late(Context&) override { return !shows_decoded_; }
  std::string note(const Context& context) const override;

 private:
  enum class Grab { nothing, z, end_a, end_b };
  /// What is under the pointer: an encoded picture, or a bare place.
  struct Under {
    std::optional<MapPoints::Hit> point;
    Place place;
  };

  void draw_controls(Context& context, const Survey* survey);
  void draw_plane_choice(Context& context);
  void lay_plane(const Context& context);
  /// The plane goes through three points rather than along two dimensions.
  bool is_laid(const Context& context, const Survey* survey) const {
    return !survey && through_ && laid_ && laid_->latent_dim == context.view.latent_dim();
  }
  void draw_legend(Context& context);
  static int legend_rows(const Context& context);  ///< as many as the names of the classes need
  static float legend_width(const Context& context, const std::string& name);
  void choose_projection(const Context& context, const std::shared_ptr<const Survey>& survey);
  void choose_parts(Context& context, const std::shared_ptr<const Survey>& survey);
  void draw_canvas(Context& context, ImVec2 size, const std::shared_ptr<const Survey>& survey);
  void draw_ground(Context& context, const std::shared_ptr<const Survey>& survey);
  void draw_axes(const Context& context) const;
  void draw_message(const Context& context, const std::string& text) const;
  std::string message(const Context& context, const Survey* survey) const;

  // map_hands.cpp: the marks on the map and what the mouse does with them.
  void draw_marks(Context& context);
  void handle_mouse(Context& context);
  void show_hover(Context& context);
  void press(Context& context, ImVec2 mouse);
  void drag(Context& context, ImVec2 mouse);
  void draw_menu(Context& context);
  void show_under(Context& context, ImVec2 mouse);
  void show_decoded(Context& context);
  Under under(const Context& context, ImVec2 mouse) const;
  std::optional<End> end_at(const Context& context, ImVec2 mouse) const;
  ImVec2 pixel_of(const std::vector<float>& z) const { return view_.to_pixel(projection_.to_map(z.data())); }

  bool manifold_on_ = true;
  bool fine_ = false;  ///< more pictures behind the points, of half the size
  bool points_on_ = true;
  bool prior_on_ = false;
  bool training_on_ = false;  ///< the points are the pictures that the model learns from
  int across_ = 0, up_ = 1;   ///< the dimensions of the prior's plane
  bool through_ = true;       ///< the prior's plane goes through A, B and z instead, as they were when it was laid
  std::optional<Projection> laid_;
  std::uint64_t laid_run_ = 0;  ///< the run that `laid_` was laid in
  Projection projection_;
  MapView view_;
  std::array<float, 4> box_ = {-3, -3, 3, 3};
  std::shared_ptr<const Survey> boxed_;  ///< the survey that `box_` was made for
  MapPoints points_;
  MapTraining training_;
  std::shared_ptr<const Survey> surveyed_;
  std::shared_ptr<const MapPart> tested_;  ///< of `surveyed_`
  MapParts parts_;                         ///< the points that are shown, or none
  MapPrior prior_;
  MapManifold manifold_;
  Grab grab_ = Grab::nothing;
  bool panned_ = false;  ///< since the right button went down
  Place menu_place_;
  std::optional<PictureRef> hovered_;
  std::shared_ptr<const Dataset> hovered_data_;
  std::shared_ptr<const Atlas> hovered_atlas_;
  PictureTexture hovered_texture_, decoded_texture_;
  bool shows_decoded_ = false;  ///< in this frame, z's picture
};

}  // namespace zscope::ui
