#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

/// The shape of one picture of a data set, or of one point where the data is no pictures.
struct ImageShape {
  int channels = 1;  ///< 1 (grey) or 3 (red, green, blue)
  int height = 28;
  int width = 28;
  /// Of points, which have one channel, one row and a column for each coordinate: models are given [−reach, reach] as
  /// [0, 1], and no coordinate is cut off there. 0: pictures.
  double reach = 0;

  bool points() const { return reach > 0; }
  /// What a step from 0 to 1, as models see values, is in the data's own numbers.
  double unit() const { return points() ? 2 * reach : 1; }
  std::int64_t size() const { return std::int64_t{channels} * height * width; }
  bool operator==(const ImageShape&) const = default;
};

/// A picture ready to be shown or saved: 8-bit RGBA, rows from the top, no padding.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;  ///< [height, width, 4]

  Image() = default;
  Image(int w, int h) : width(w), height(h), rgba(static_cast<std::size_t>(w) * h * 4, 0) {}
  bool empty() const { return rgba.empty(); }
  std::uint8_t* pixel(int x, int y) { return rgba.data() + (static_cast<std::size_t>(y) * width + x) * 4; }
  const std::uint8_t* pixel(int x, int y) const { return rgba.data() + (static_cast<std::size_t>(y) * width + x) * 4; }
};

/// Several pictures of one size in one image, row by row: uploaded as one texture, drawn tile by tile.
struct Atlas {
  Image image;
  int columns = 0;
  int count = 0;
  int tile_width = 0;
  int tile_height = 0;

  /// An empty (black, opaque) atlas of `count` tiles, `columns` to a row.
  static Atlas make(int count, int columns, int tile_width, int tile_height);
  /// Writes one planar picture, bytes [channels, height, width] with 1 or 3 channels, into tile `index`.
  void set_tile(int index, const std::uint8_t* planar, int channels);
  /// One tile on its own.
  Image tile(int index) const;
};

/// Planar bytes [channels, height, width] as a picture.
Image image_from_planar(const std::uint8_t* planar, const ImageShape& shape);

}  // namespace zscope
