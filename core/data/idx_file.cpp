#include "data/idx_file.h"

#include "data/packed_file.h"

namespace zscope {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kLongestSide = 4096;

/// The dimensions from the header, checked one by one and against what the file can hold.
std::vector<std::uint32_t> read_header(PackedFile& file, const fs::path& path) {
  std::uint8_t magic[4];
  file.read(magic);
  if (magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > 4) {
    fail("{} is no IDX file: it begins with {:02x} {:02x} {:02x} {:02x}; get the file anew.", path.string(), magic[0],
         magic[1], magic[2], magic[3]);
  }
  if (magic[2] != 8) {
    fail("{} holds IDX elements of type {:#04x}; only unsigned bytes (0x08) are read, convert it.", path.string(),
         magic[2]);
  }
  std::vector<std::uint32_t> dimensions(magic[3]);
  std::uint64_t total = 1;
  for (std::uint32_t& dimension : dimensions) {
    std::uint8_t bytes[4];
    file.read(bytes);
    dimension = std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
    if (dimension == 0) fail("{} is empty: one of its dimensions is 0; get the file anew.", path.string());
    // What was checked is at most 2^33 and a dimension below 2^32, so the product cannot overflow.
    total *= dimension;
    file.check_claim(total);
  }
  return dimensions;
}

void refuse_rest(PackedFile& file, const fs::path& path) {
  if (!file.at_end()) {
    fail("{} holds more bytes than its header says; it is broken or no plain IDX file, get it anew.", path.string());
  }
}

/// [count, height, width, 3] to [count, 3, height, width].
std::vector<std::uint8_t> planes_first(const std::vector<std::uint8_t>& pixels, std::size_t plane) {
  std::vector<std::uint8_t> out(pixels.size());
  for (std::size_t start = 0; start < pixels.size(); start += 3 * plane) {
    for (std::size_t i = 0; i < plane; ++i) {
      for (std::size_t c = 0; c < 3; ++c) out[start + c * plane + i] = pixels[start + 3 * i + c];
    }
  }
  return out;
}

}  // namespace

Split read_idx_images(const fs::path& path, ImageShape& shape, Progress& progress, double from, double to) {
  PackedFile file(path);
  const std::vector<std::uint32_t> dimensions = read_header(file, path);
  if (dimensions.size() < 3) {
    fail("{} has {} dimension(s); pictures need three (count, height, width), is it a file of labels?", path.string(),
         dimensions.size());
  }
  const bool planes_last = dimensions.size() == 4 && dimensions[1] != 1 && dimensions[1] != 3;
  const std::size_t rows = dimensions.size() == 4 && !planes_last ? 2 : 1;
  const std::uint32_t channels = dimensions.size() == 3 ? 1 : planes_last ? dimensions[3] : dimensions[1];
  if ((channels != 1 && channels != 3) || dimensions[rows] > kLongestSide || dimensions[rows + 1] > kLongestSide) {
    fail("{} claims pictures of {} x {} pixels in {} channels; up to {} x {} in 1 or 3 channels are read.",
         path.string(), dimensions[rows + 1], dimensions[rows], channels, kLongestSide, kLongestSide);
  }
  shape = {static_cast<int>(channels), static_cast<int>(dimensions[rows]), static_cast<int>(dimensions[rows + 1])};
  Split split;
  split.count = dimensions[0];
  split.pixels = file.read(static_cast<std::uint64_t>(split.count * shape.size()), progress, from, to);
  refuse_rest(file, path);
  if (planes_last && channels == 3) {
    split.pixels = planes_first(split.pixels, static_cast<std::size_t>(shape.height) * shape.width);
  }
  return split;
}

std::vector<std::int32_t> read_idx_labels(const fs::path& path, const fs::path& pictures, std::int64_t count,
                                          Progress& progress) {
  PackedFile file(path);
  const std::vector<std::uint32_t> dimensions = read_header(file, path);
  if (dimensions.size() != 1) {
    fail("{} has {} dimensions; labels have one, is it a file of pictures?", path.string(), dimensions.size());
  }
  if (dimensions[0] != count) {
    fail("{} holds {} labels and {} holds {} pictures; they do not belong together, get both anew.", path.string(),
         dimensions[0], pictures.string(), count);
  }
  const double at = progress.latest().fraction;
  const std::vector<std::uint8_t> bytes = file.read(dimensions[0], progress, at, at);
  refuse_rest(file, path);
  return {bytes.begin(), bytes.end()};
}

}  // namespace zscope
