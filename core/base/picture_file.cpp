#include "base/picture_file.h"

#include "base/error.h"
#include "base/file.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace {

// A picture file may claim any size, and compressed data may expand without end: nothing above this is ever allocated.
constexpr std::size_t kMostBytes = std::size_t{512} << 20;

void* limited_malloc(std::size_t size) { return size > kMostBytes ? nullptr : std::malloc(size); }
void* limited_realloc(void* old, std::size_t size) { return size > kMostBytes ? nullptr : std::realloc(old, size); }

}  // namespace

#define STBI_MALLOC(size) limited_malloc(size)
#define STBI_REALLOC(old, size) limited_realloc(old, size)
#define STBI_FREE(old) std::free(old)
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_FAILURE_USERMSG
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace zscope {
namespace {

constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;  // 256 MiB as RGBA

void append(void* context, void* data, int size) {
  auto& out = *static_cast<std::vector<std::uint8_t>*>(context);
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  out.insert(out.end(), bytes, bytes + size);
}

}  // namespace

Image decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  int width = 0;
  int height = 0;
  int channels = 0;
  if (bytes.size() > kMostBytes) fail("The picture {} is too large; scale it down.", path.string());
  const int size = static_cast<int>(bytes.size());
  if (!stbi_info_from_memory(bytes.data(), size, &width, &height, &channels) || width < 1 || height < 1) {
    fail("{} is no PNG, JPEG or BMP picture that can be read; replace or remove it.", path.string());
  }
  if (std::int64_t{width} * height > kMostPixels) {
    fail("The picture {} claims {} x {} pixels, more than can be read; scale it down.", path.string(), width, height);
  }
  const std::unique_ptr<stbi_uc, decltype(&std::free)> pixels(
      stbi_load_from_memory(bytes.data(), size, &width, &height, &channels, 4), &std::free);
  if (!pixels) {
    fail("The picture {} is broken ({}); replace or remove it.", path.string(), stbi_failure_reason());
  }
  Image image(width, height);
  std::memcpy(image.rgba.data(), pixels.get(), image.rgba.size());
  return image;
}

Image read_picture(const std::filesystem::path& path) {
  const std::string bytes = read_file(path, kMostBytes);
  return decode_picture({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path);
}

namespace {

/// Channels that say all that there is in a picture: 1 where it is grey, 3 in colour, 4 where it is not opaque.
int needed_channels(const Image& image) {
  int needed = 1;
  for (std::size_t i = 0; i < image.rgba.size(); i += 4) {
    if (image.rgba[i + 3] != 255) return 4;
    if (image.rgba[i] != image.rgba[i + 1] || image.rgba[i] != image.rgba[i + 2]) needed = 3;
  }
  return needed;
}

}  // namespace

std::vector<std::uint8_t> encode_png(const Image& image) {
  if (image.width < 1 || image.height < 1) fail("An empty picture cannot be written as PNG.");
  const int channels = needed_channels(image);
  std::vector<std::uint8_t> pixels;
  for (std::size_t i = 0; i < image.rgba.size(); i += 4) {
    pixels.insert(pixels.end(), image.rgba.begin() + static_cast<std::ptrdiff_t>(i),
                  image.rgba.begin() + static_cast<std::ptrdiff_t>(i) + channels);
  }
  std::vector<std::uint8_t> out;
  if (!stbi_write_png_to_func(append, &out, image.width, image.height, channels, pixels.data(),
                              image.width * channels)) {
    fail("A picture of {} x {} pixels could not be written as PNG: out of memory.", image.width, image.height);
  }
  return out;
}

void write_png(const std::filesystem::path& path, const Image& image) {
  const std::vector<std::uint8_t> bytes = encode_png(image);
  write_file_atomically(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace zscope
