#include "base/picture_resize.h"

#include "base/error.h"

#include <algorithm>
#include <cstdint>

#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <stb/stb_image_resize.h>
#pragma GCC diagnostic pop

namespace zscope {

Image thumbnail(const Image& image, int width, int height) {
  if (image.width < 1 || image.height < 1 || width < 1 || height < 1) {
    fail("A picture without pixels cannot be resized.");
  }
  // As wide as the picture, unless that is too high for it.
  const bool wide = std::int64_t{image.width} * height > std::int64_t{image.height} * width;
  const auto along = [](int size, int part, int whole) {
    return std::max(1, static_cast<int>(std::int64_t{size} * part / whole));
  };
  const int across = wide ? along(image.height, width, height) : image.width;
  const int down = wide ? image.height : along(image.width, height, width);
  const std::uint8_t* from = image.pixel((image.width - across) / 2, (image.height - down) / 2);
  Image out(width, height);
  if (!stbir_resize_uint8(from, across, down, image.width * 4, out.rgba.data(), width, height, width * 4, 4)) {
    fail("A picture of {} x {} pixels could not be resized: out of memory.", image.width, image.height);
  }
  return out;
}

Image square_thumbnail(const Image& image, int side) { return thumbnail(image, side, side); }

Image halved(const Image& image) {
  Image out(image.width / 2, image.height / 2);
  const std::size_t below = static_cast<std::size_t>(image.width) * 4;
  for (int y = 0; y < out.height; ++y) {
    const std::uint8_t* from = image.pixel(0, 2 * y);
    std::uint8_t* to = out.pixel(0, y);
    for (int x = 0; x < out.width; ++x, from += 8, to += 4) {
      for (int channel = 0; channel < 4; ++channel) {
        const int sum = from[channel] + from[channel + 4] + from[channel + below] + from[channel + below + 4];
        to[channel] = static_cast<std::uint8_t>((sum + 2) / 4);
      }
    }
  }
  return out;
}

std::vector<std::uint8_t> planar_of(const Image& image, int channels) {
  const std::size_t plane = static_cast<std::size_t>(image.width) * image.height;
  std::vector<std::uint8_t> out(plane * static_cast<std::size_t>(channels));
  for (std::size_t i = 0; i < plane; ++i) {
    const std::uint8_t* p = image.rgba.data() + 4 * i;
    const int alpha = p[3];
    if (channels == 1) {
      const int grey = (299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000;
      out[i] = static_cast<std::uint8_t>((grey * alpha + 127) / 255);
    } else {
      for (std::size_t c = 0; c < 3; ++c) out[c * plane + i] = static_cast<std::uint8_t>((p[c] * alpha + 127) / 255);
    }
  }
  return out;
}

}  // namespace zscope
