#include "base/image.h"

#include "base/picture_resize.h"

#include <doctest/doctest.h>

using namespace zscope;

TEST_CASE("a tile written into an atlas comes back as it was, and its neighbours stay black") {
  Atlas atlas = Atlas::make(5, 3, 2, 2);
  CHECK(atlas.image.width == 6);
  CHECK(atlas.image.height == 4);
  const std::uint8_t colour[] = {1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24};
  atlas.set_tile(4, colour, 3);
  const Image tile = atlas.tile(4);
  CHECK(tile.pixel(0, 0)[0] == 1);
  CHECK(tile.pixel(1, 0)[1] == 12);
  CHECK(tile.pixel(1, 1)[2] == 24);
  CHECK(tile.pixel(1, 1)[3] == 255);
  CHECK(atlas.tile(3).pixel(1, 1)[0] == 0);
  CHECK(atlas.tile(1).pixel(1, 1)[0] == 0);
}

TEST_CASE("a grey picture shows the same value in red, green and blue") {
  const std::uint8_t grey[] = {7, 8, 9, 10};
  const Image image = image_from_planar(grey, ImageShape{1, 2, 2});
  CHECK(image.pixel(1, 1)[0] == 10);
  CHECK(image.pixel(1, 1)[1] == 10);
  CHECK(image.pixel(1, 1)[2] == 10);
}

TEST_CASE("a picture of half the size has the means of four pixels each, and no odd row or column") {
  Image image(5, 3);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 5; ++x) image.pixel(x, y)[0] = static_cast<std::uint8_t>(10 * x + 4 * y);
  }
  const Image half = halved(image);
  CHECK(half.width == 2);
  CHECK(half.height == 1);
  CHECK(half.pixel(0, 0)[0] == 7);
  CHECK(half.pixel(1, 0)[0] == 27);
}
