#pragma once

#include "ui/graphics.h"

#include <map>

namespace zscope::ui {

/// Graphics that draw nothing and remember what was asked of them: for tests of panels.
class NullGraphics final : public Graphics {
 public:
  struct Layer {
    PointClouds clouds;
    PointView view;
  };

  TextureId create_texture(const Image& image) override;
  TextureId update_texture(TextureId texture, const Image& image) override;
  void destroy_texture(TextureId texture) override { pictures_.erase(texture); }
  int draw_points(int layer, const PointClouds& clouds, const PointView& view) override;
  TextureId layer_texture(int layer) const override { return layers_.contains(layer) ? kLayerTextures + layer : 0; }
  void destroy_layer(int layer) override { layers_.erase(layer); }

  int uploads() const { return uploads_; }          ///< pictures sent to textures so far
  int point_draws() const { return point_draws_; }  ///< layers drawn anew so far
  const std::map<TextureId, Image>& pictures() const { return pictures_; }
  const std::map<int, Layer>& layers() const { return layers_; }

 private:
  static constexpr TextureId kLayerTextures = 1'000'000;
  std::map<TextureId, Image> pictures_;
  std::map<int, Layer> layers_;
  TextureId newest_picture_ = 0;
  int newest_layer_ = 0;
  int uploads_ = 0;
  int point_draws_ = 0;
};

}  // namespace zscope::ui
