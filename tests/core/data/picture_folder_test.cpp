#include "data/picture_folder.h"

#include "base/picture_file.h"
#include "base/picture_resize.h"
#include "core/data/data_files.h"
#include "data/catalog.h"
#include "data/picture_list.h"
#include "data/split.h"

#include <algorithm>
#include <cstdlib>
#include <set>

// The program writes no JPEG; the test needs one to read.
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

using namespace zscope;
using namespace zscope::testing;

namespace {

Image plain(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* p = image.pixel(x, y);
      p[0] = red, p[1] = green, p[2] = blue, p[3] = 255;
    }
  }
  return image;
}

void write(const std::filesystem::path& path, const Image& image) {
  std::filesystem::create_directories(path.parent_path());
  write_png(path, image);
}

std::shared_ptr<const Dataset> load(const std::filesystem::path& path, bool colour = true, int size = 8) {
  Progress progress;
  DataOptions options;
  options.image_size = size;
  options.colour = colour;
  return load_picture_folder(path, options, progress);
}

/// Twelve red and eight green pictures in two class folders.
void write_classes(const TemporaryFolder& folder) {
  for (int i = 0; i < 12; ++i) write(folder / "red" / (std::to_string(i) + ".png"), plain(20 + i, 30, 200, 0, 0));
  for (int i = 0; i < 8; ++i) write(folder / "green" / (std::to_string(i) + ".PNG"), plain(16, 12 + i, 0, 100, 0));
}

}  // namespace

TEST_CASE("subfolders of pictures are classes, pictures are resized, and a seeded tenth is for testing") {
  const TemporaryFolder folder;
  write_classes(folder);
  const auto data = load(folder.path());
  CHECK(data->class_names == std::vector<std::string>{"green", "red"});
  CHECK(data->shape == ImageShape{3, 8, 8});
  CHECK(data->train.count == 18);
  CHECK(data->test.count == 2);
  for (const Split* split : {&data->train, &data->test}) {
    for (std::int64_t i = 0; i < split->count; ++i) {
      const auto picture = data->picture(*split, i);
      const bool red = split->labels[static_cast<std::size_t>(i)] == 1;
      CHECK(picture[20] == (red ? 200 : 0));
      CHECK(picture[64 + 20] == (red ? 0 : 100));
      CHECK(picture[128 + 20] == 0);
    }
  }
  const auto again = load(folder.path());
  CHECK(again->fingerprint == data->fingerprint);
  CHECK(again->train.labels == data->train.labels);
}

TEST_CASE("pictures of class folders come mixed, each with its label, so that the first of them are of every class") {
  const TemporaryFolder folder;
  for (const std::string split : {"train/", "test/"}) {
    for (int i = 0; i < 20; ++i) {
      write(folder / (split + "red") / (std::to_string(i) + ".png"), plain(8, 8, 200, 0, 0));
      write(folder / (split + "green") / (std::to_string(i) + ".png"), plain(8, 8, 0, 100, 0));
      write(folder / (split + "blue") / (std::to_string(i) + ".png"), plain(8, 8, 0, 0, 50));
    }
  }
  Progress progress;
  DataOptions options;
  options.image_size = 8;
  options.colour = true;
  const auto data = load_dataset(folder.path().string(), options, progress);
  CHECK(data->fingerprint == load(folder.path())->fingerprint);
  for (const Split* split : {&data->train, &data->test}) {
    CHECK(std::set<std::int32_t>(split->labels.begin(), split->labels.begin() + 10).size() == 3);
    for (std::int64_t i = 0; i < split->count; ++i) {
      const auto picture = data->picture(*split, i);
      const int bright[] = {picture[128], picture[64], picture[0]};  // blue, green, red, by name
      CHECK(bright[split->labels[static_cast<std::size_t>(i)]] > 0);
    }
  }
  options.without_class = 1;
  const auto fewer = load_dataset(folder.path().string(), options, progress);
  CHECK(fewer->fingerprint == leave_out_class(*load(folder.path()), 1)->fingerprint);
  CHECK_FALSE(std::is_sorted(fewer->train.labels.begin(), fewer->train.labels.end()));
}

TEST_CASE("pictures in grey are as light as the eye sees them, and what is transparent is black") {
  const TemporaryFolder folder;
  write(folder / "a.png", plain(10, 10, 0, 200, 0));
  write(folder / "b.png", Image(10, 10));
  const auto data = load(folder.path(), false);
  CHECK(data->shape == ImageShape{1, 8, 8});
  CHECK_FALSE(data->labelled());
  const int sum = data->train.pixels[9] + data->test.pixels[9];
  CHECK(std::abs(sum - 117) <= 1);  // 0.587 of 200, and 0
}

TEST_CASE("the square in a picture's middle is what is kept of it") {
  Image image = plain(30, 10, 255, 0, 0);
  for (int y = 0; y < 10; ++y) {
    for (int x = 10; x < 20; ++x) image.pixel(x, y)[0] = 0;
  }
  const Image square = square_thumbnail(image, 5);
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 5; ++x) CHECK(square.pixel(x, y)[0] == 0);
  }
}

TEST_CASE("subfolders train and test are the splits, with the same classes") {
  const TemporaryFolder folder;
  for (const char* name : {"train/a/1.png", "train/a/2.png", "train/b/1.png", "test/b/1.png"}) {
    write(folder / name, plain(9, 9, 1, 2, 3));
  }
  const auto data = load(folder.path());
  CHECK(data->train.count == 3);
  CHECK(std::count(data->train.labels.begin(), data->train.labels.end(), 0) == 2);
  CHECK(data->test.labels == std::vector<std::int32_t>{1});
  CHECK(data->class_names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("unreadable pictures among good ones are left out and counted, and so are those beside the classes") {
  const TemporaryFolder folder;
  write_classes(folder);
  write_bytes(folder / "red" / "broken.jpg", pattern(500));
  write_bytes(folder / "red" / "empty.bmp", {});
  write_bytes(folder / "green" / "notes.txt", pattern(10));
  write(folder / "cover.png", plain(8, 8, 1, 1, 1));
  const auto data = load(folder.path());
  CHECK(data->train.count + data->test.count == 20);
  CHECK(data->origin.find("2 unreadable") != std::string::npos);
  CHECK(data->origin.find("1 beside") != std::string::npos);
}

TEST_CASE("a folder without pictures, or with none that can be read, is refused with its path") {
  const TemporaryFolder folder;
  check_complaint([&] { load(folder.path()); }, folder.path(), "holds no");
  write_bytes(folder / "a.png", pattern(100));
  check_complaint([&] { load(folder.path()); }, folder / "a.png", "None of the 1 pictures");
}

TEST_CASE("an absurd picture size is refused before anything is read, and reading can be cancelled") {
  const TemporaryFolder folder;
  write_classes(folder);
  CHECK_THROWS_AS(load(folder.path(), true, 0), Misuse);
  CHECK_THROWS_AS(load(folder.path(), true, 100000), Misuse);
  Progress progress;
  progress.cancel();
  CHECK_THROWS_AS(load_picture_folder(folder.path(), {}, progress), Cancelled);
}

TEST_CASE(
    "listing pictures tells how many were found and can be cancelled, and so can the guess whether there are any") {
  const TemporaryFolder folder;
  for (int i = 0; i < 300; ++i) write_bytes(folder / "a" / (std::to_string(i) + ".png"), {});
  Progress progress;
  CHECK(list_pictures(folder.path(), progress).train.size() == 300);
  CHECK(progress.latest().what == "listing pictures: 256 found");
  CHECK(holds_pictures(folder.path(), progress));
  progress.cancel();
  CHECK_THROWS_AS(list_pictures(folder.path(), progress), Cancelled);
  CHECK_THROWS_AS(holds_pictures(folder.path(), progress), Cancelled);
}

TEST_CASE("whether a folder holds pictures is guessed from so many files, and one full of other things hides none") {
  const TemporaryFolder folder;
  Progress progress;
  for (int i = 0; i < 20; ++i) write_bytes(folder / "notes" / (std::to_string(i) + ".txt"), {});
  write_bytes(folder / "a" / "b" / "c" / "1.png", {});
  CHECK(any_picture_below(folder.path(), progress, 100));
  CHECK(any_picture_below(folder.path(), progress, 60));
  CHECK_FALSE(any_picture_below(folder.path(), progress, 3));
}

TEST_CASE("links that lead back to their folder are passed over, and linked folders of pictures are classes") {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  namespace fs = std::filesystem;
  write_bytes(folder / "a" / "1.png", {});
  write_bytes(folder / "a" / "deep" / "2.png", {});
  write_bytes(elsewhere / "3.png", {});
  fs::create_directory_symlink(".", folder / "back");
  fs::create_directory_symlink(folder.path().parent_path(), folder / "above");
  fs::create_directory_symlink("..", folder / "a" / "back");
  fs::create_directory_symlink(elsewhere.path(), folder / "linked");
  fs::create_directory_symlink(folder.path(), elsewhere / "round");
  fs::create_symlink("loop", folder / "loop");
  Progress progress;
  const PictureList list = list_pictures(folder.path(), progress);
  CHECK(list.class_names == std::vector<std::string>{"a", "linked"});
  CHECK(list.train.size() == 3);
  CHECK(any_picture_below(folder.path(), progress));
  for (const char* picture : {"1.png", "deep/2.png"}) fs::remove(folder / "a" / picture);
  fs::remove(elsewhere / "3.png");
  CHECK_FALSE(any_picture_below(folder.path(), progress));
  CHECK(list_pictures(folder.path(), progress).train.empty());
}

TEST_CASE("JPEG and BMP pictures are read as PNG is") {
  const TemporaryFolder folder;
  // A BMP of 2 x 2 pixels, 24 bits: blue all over. Rows are padded to four bytes.
  Bytes bmp = {'B', 'M', 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0};
  bmp.resize(54);
  for (int row = 0; row < 2; ++row) bmp.insert(bmp.end(), {255, 0, 0, 255, 0, 0, 0, 0});
  write_bytes(folder / "a.bmp", bmp);
  const Image blue = plain(20, 20, 0, 0, 255);
  REQUIRE(stbi_write_jpg((folder / "b.jpeg").c_str(), 20, 20, 4, blue.rgba.data(), 95));
  const auto data = load(folder.path());
  for (const Split* split : {&data->train, &data->test}) {
    REQUIRE(split->count == 1);
    CHECK(split->pixels[0] < 8);
    CHECK(split->pixels[64] < 8);
    CHECK(split->pixels[128] > 247);
  }
}
