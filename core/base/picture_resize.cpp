#include "base/picture_resize.h"

#include "base/error.h"

#include <algorithm>

#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <stb/stb_image_resize.h>
#pragma GCC diagnostic pop

namespace zscope {

Image square_thumbnail(const Image& image, int side) {
  const int edge = std::min(image.width, image.height);
  if (edge < 1 || side < 1) fail("A picture without pixels cannot be resized.");
  const std::uint8_t* from = image.pixel((image.width - edge) / 2, (image.height - edge) / 2);
  Image out(side, side);
  if (!stbir_resize_uint8(from, edge, edge, image.width * 4, out.rgba.data(), side, side, side * 4, 4)) {
    fail("A picture of {} x {} pixels could not be resized: out of memory.", image.width, image.height);
  }
  return out;
}

}  // namespace zscope
