#include "app/number_range.h"
#include "app/picture_command.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <numeric>

namespace zscope {
namespace {

struct ReconstructOptions : PictureOptions {
  int count = 16;
  std::vector<std::int64_t> indices;
  std::string split = "test";
};

void reconstruct(const Program& program, const ReconstructOptions& options) {
  SavedRun run = options.open(program);
  run.require_encoder("`zscope sample` shows what it makes");
  const bool test = options.split == "test";
  std::vector<std::int64_t> indices = options.indices;
  if (indices.empty()) {
    const std::int64_t there = test ? run.dataset()->test.count : run.dataset()->train.count;
    if (there == 0) {
      fail("{} has no {} pictures; choose others with --split {}", run.dataset()->name, test ? "test" : "training",
           test ? "train" : "test");
    }
    indices.resize(static_cast<std::size_t>(std::min<std::int64_t>(options.count, there)));
    std::iota(indices.begin(), indices.end(), 0);
  }
  check_indices(*run.dataset(), indices, test);
  std::vector<PictureRef> pictures;
  for (const auto index : indices) pictures.push_back({.test = test, .index = index});
  const Reconstructions made = run.reconstruct(pictures);

  // One row each: as they are, as the model makes them, the difference.
  const int count = static_cast<int>(indices.size());
  Atlas rows = Atlas::make(3 * count, count, made.inputs.tile_width, made.inputs.tile_height);
  const auto place = [&](const Atlas& from, int row) {
    for (int i = 0; i < count; ++i) {
      const Image tile = from.tile(i);
      for (int y = 0; y < tile.height; ++y) {
        std::copy_n(tile.pixel(0, y), 4 * tile.width, rows.image.pixel(i * tile.width, row * tile.height + y));
      }
    }
  };
  place(made.inputs, 0);
  place(made.outputs, 1);
  place(made.differences, 2);
  options.write(program, rows);
  for (int i = 0; i < count; ++i) fmt::print("picture {}: squared error {:.3f}\n", indices[i], made.errors[i]);
}

}  // namespace

void add_reconstruct(CLI::App& parent, Program& program) {
  auto options = std::make_shared<ReconstructOptions>();
  CLI::App& command = add_command(parent, program, "reconstruct",
                                  "Encode and decode pictures: three rows, as they are, as made, the difference");
  options->add_to(command);
  command.add_option("--count", options->count, "The first so many pictures")
      ->check(whole_from(1, 1000))
      ->capture_default_str();
  command.add_option("--indices", options->indices, "These pictures instead: 3,14,15")
      ->check(whole_from_zero())
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--split", options->split, "test or train")
      ->check(CLI::IsMember({"test", "train"}))
      ->capture_default_str();
  command.callback([options, &program] { reconstruct(program, *options); });
}

}  // namespace zscope
