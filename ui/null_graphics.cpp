#include "ui/null_graphics.h"

namespace zscope::ui {

TextureId NullGraphics::create_texture(const Image& image) {
  ++uploads_;
  pictures_[++newest_picture_] = image;
  return newest_picture_;
}

TextureId NullGraphics::update_texture(TextureId texture, const Image& image) {
  if (!pictures_.contains(texture)) return create_texture(image);
  ++uploads_;
  pictures_[texture] = image;
  return texture;
}

int NullGraphics::draw_points(int layer, const PointClouds& clouds, const PointView& view) {
  if (layer == 0) layer = ++newest_layer_;
  Layer& shown = layers_[layer];
  if (shown.clouds != clouds || !(shown.view == view)) {
    ++point_draws_;
    shown = {clouds, view};
  }
  return layer;
}

}  // namespace zscope::ui
