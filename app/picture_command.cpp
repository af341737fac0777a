#include "app/picture_command.h"

#include "app/number_range.h"
#include "app/output_file.h"
#include "base/picture_file.h"

#include <CLI/CLI.hpp>

#include <cstring>

namespace fs = std::filesystem;

namespace zscope {
namespace {

Image enlarged(const Image& image, int scale) {
  if (scale == 1) return image;
  Image large(image.width * scale, image.height * scale);
  for (int y = 0; y < large.height; ++y) {
    for (int x = 0; x < large.width; ++x) std::memcpy(large.pixel(x, y), image.pixel(x / scale, y / scale), 4);
  }
  return large;
}

}  // namespace

void PictureOptions::add_to(CLI::App& command) {
  command.add_option("RUN", run, "The run's directory")->required();
  command.add_option("--out", out, "The PNG file to write")->required();
  command.add_option("--step", step, "Use the checkpoint kept at this step, not the latest")->check(whole_from_zero());
  command.add_option("--scale", scale, "Screen pixels to a pixel")->check(whole_from(1, 64))->capture_default_str();
}

SavedRun PictureOptions::open(const Program& program) const {
  check_output_file(program.environment, "--out", out, ".png", "pictures are written as PNG");
  return open_saved_run(program, run, {}, step);
}

void PictureOptions::write(const Program& program, const Atlas& atlas) const {
  const fs::path path = program.environment.absolute(out);
  const Image image = enlarged(atlas.image, scale);
  write_png(path, image);
  fmt::print("{}: {} pictures, {}×{} pixels\n", path.string(), atlas.count, image.width, image.height);
}

void check_indices(const Dataset& dataset, const std::vector<std::int64_t>& indices, bool test) {
  const Split& split = test ? dataset.test : dataset.train;
  for (const auto index : indices) {
    if (index < 0 || index >= split.count) {
      fail("there is no picture {}: the {} pictures of {} go from 0 to {}", index, test ? "test" : "training",
           dataset.name, split.count - 1);
    }
  }
}

std::vector<float> codes_of(SavedRun& run, const std::vector<std::int64_t>& indices, bool test) {
  check_indices(*run.dataset(), indices, test);
  std::vector<PictureRef> pictures;
  for (const auto index : indices) pictures.push_back({.test = test, .index = index});
  return run.encode(pictures).means;
}

void check_label(const SavedRun& run, int label) {
  if (label < 0) return;
  if (!run.model().capabilities.takes_labels) misuse("--label: {} takes no labels", run.model().name);
  if (label >= run.spec().classes) misuse("--label {}: the classes go from 0 to {}", label, run.spec().classes - 1);
}

Atlas stack(const std::vector<const Atlas*>& rows) {
  Atlas whole = *rows.front();
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Atlas& row = *rows[i];
    whole.image.rgba.insert(whole.image.rgba.end(), row.image.rgba.begin(), row.image.rgba.end());
    whole.image.height += row.image.height;
    whole.count += row.count;
  }
  return whole;
}

}  // namespace zscope
