#include "base/picture_file.h"

#include "base/error.h"
#include "core/temporary_folder.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace zscope;

TEST_CASE("a picture written as PNG is read back pixel for pixel, and nothing else is left behind") {
  const TemporaryFolder folder;
  Image image(5, 3);
  for (std::size_t i = 0; i < image.rgba.size(); ++i) image.rgba[i] = static_cast<std::uint8_t>(i * 4);
  write_png(folder / "a.png", image);
  const Image back = read_picture(folder / "a.png");
  CHECK(back.width == 5);
  CHECK(back.height == 3);
  CHECK(back.rgba == image.rgba);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files += entry.exists();
  CHECK(files == 1);
}

TEST_CASE("a picture that is missing, cut short, no picture or absurdly large is refused with its path") {
  const TemporaryFolder folder;
  const auto refuses = [&](const std::vector<std::uint8_t>& bytes) {
    const auto path = folder / "broken.png";
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    try {
      read_picture(path);
      return false;
    } catch (const Error& error) {
      return std::string(error.what()).find(path.string()) != std::string::npos;
    }
  };
  CHECK_THROWS_AS(read_picture(folder / "none.png"), Error);
  CHECK(refuses({}));
  CHECK(refuses({'h', 'e', 'l', 'l', 'o'}));
  std::vector<std::uint8_t> png = encode_png(Image(40, 40));
  CHECK(refuses({png.begin(), png.begin() + 50}));
  png[16] = 0x00, png[17] = 0xff, png[18] = 0xff, png[19] = 0xff;  // the width, 16 million
  CHECK(refuses(png));
}

TEST_CASE("a picture cannot be written into a folder that is not there") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write_png(folder / "no" / "a.png", Image(1, 1)), Error);
}

TEST_CASE("a picture comes back from its PNG file as it was, and a grey one takes less than the same in colour") {
  Image grey(40, 30);
  for (std::size_t i = 0; i < grey.rgba.size(); ++i) {
    grey.rgba[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(i / 4 * 37);
  }
  Image colour = grey, clear = grey;
  for (std::size_t i = 0; i < colour.rgba.size(); i += 4) colour.rgba[i] ^= 1;
  clear.rgba[3] = 7;
  for (const Image* image : {&grey, &colour, &clear}) {
    CHECK((decode_picture(encode_png(*image), "a.png").rgba == image->rgba));
  }
  CHECK(encode_png(grey).size() < encode_png(colour).size());
}
