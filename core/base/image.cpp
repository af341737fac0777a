#include "base/image.h"

#include <algorithm>

namespace zscope {
namespace {

void write_planar(const std::uint8_t* planar, int channels, int width, int height, std::uint8_t* rgba, int row_stride) {
  const std::size_t plane = static_cast<std::size_t>(width) * height;
  const std::uint8_t* green = channels == 3 ? planar + plane : planar;
  const std::uint8_t* blue = channels == 3 ? planar + 2 * plane : planar;
  for (int y = 0; y < height; ++y) {
    std::uint8_t* out = rgba + static_cast<std::size_t>(y) * row_stride;
    for (int x = 0; x < width; ++x, out += 4) {
      const std::size_t i = static_cast<std::size_t>(y) * width + x;
      out[0] = planar[i];
      out[1] = green[i];
      out[2] = blue[i];
      out[3] = 255;
    }
  }
}

}  // namespace

Atlas Atlas::make(int count, int columns, int tile_width, int tile_height) {
  Atlas atlas;
  atlas.count = count;
  atlas.columns = std::max(1, std::min(columns, count));
  atlas.tile_width = tile_width;
  atlas.tile_height = tile_height;
  const int rows = (count + atlas.columns - 1) / atlas.columns;
  atlas.image = Image(atlas.columns * tile_width, rows * tile_height);
  for (std::size_t i = 3; i < atlas.image.rgba.size(); i += 4) atlas.image.rgba[i] = 255;
  return atlas;
}

void Atlas::set_tile(int index, const std::uint8_t* planar, int channels) {
  const int x = index % columns * tile_width;
  const int y = index / columns * tile_height;
  write_planar(planar, channels, tile_width, tile_height, image.pixel(x, y), image.width * 4);
}

Image Atlas::tile(int index) const {
  Image out(tile_width, tile_height);
  const int x = index % columns * tile_width;
  const int y = index / columns * tile_height;
  for (int row = 0; row < tile_height; ++row) {
    const std::uint8_t* from = image.pixel(x, y + row);
    std::copy(from, from + static_cast<std::size_t>(tile_width) * 4, out.pixel(0, row));
  }
  return out;
}

Image image_from_planar(const std::uint8_t* planar, const ImageShape& shape) {
  Image out(shape.width, shape.height);
  write_planar(planar, shape.channels, shape.width, shape.height, out.rgba.data(), shape.width * 4);
  return out;
}

}  // namespace zscope
