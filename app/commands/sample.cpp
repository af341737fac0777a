#include "app/number_range.h"
#include "app/picture_command.h"
#include "app/plane_picture.h"
#include "base/file.h"
#include "base/picture_file.h"
#include "explore/path.h"

#include <CLI/CLI.hpp>

namespace zscope {
namespace {

struct SampleOptions : PictureOptions {
  int count = 64;
  int per_class = 0;
  int columns = 0;
  std::filesystem::path folder;
  int label = -1;
  std::uint64_t seed = 1;
};

/// Every picture as a PNG file of its own, in the folder of its class where rows are classes: what `--data` takes.
void write_each(const Program& program, const SampleOptions& options, const SavedRun& run, const Atlas& atlas) {
  for (int i = 0; i < atlas.count; ++i) {
    std::filesystem::path folder = program.environment.absolute(options.folder);
    if (options.per_class > 0) {
      std::string name = run.dataset()->class_names[static_cast<std::size_t>(i / options.per_class)];
      std::replace(name.begin(), name.end(), '/', '-');  // "T-shirt/top" is one folder
      folder /= name;
    }
    make_folder(folder);
    write_png(folder / fmt::format("{:05}.png", i), atlas.tile(i));
  }
  const ImageShape& shape = run.dataset()->shape;
  const std::string side = shape.width == shape.height ? fmt::format(" --image-size {}", shape.width) : "";
  fmt::print("{}: {} files; as data: --data '{}'{}{}\n", program.environment.absolute(options.folder).string(),
             atlas.count, options.folder.string(), side, shape.channels == 1 ? " --grey" : "");
}

/// Points are drawn on one plane, beside those of the data.
void sample_points(const Program& program, const SampleOptions& options, SavedRun& run) {
  constexpr int kSide = 512;
  if (!options.folder.empty()) misuse("--folder: {} is points, and makes no files of pictures", run.dataset()->name);
  const auto points = run.decode_points(sample_prior(options.count, run.latent_blocks(), options.seed));
  const std::filesystem::path path = program.environment.absolute(options.out);
  write_png(path, plane_picture(*run.dataset(), points, kSide * options.scale));
  fmt::print("{}: {} points beside the data's own\n", path.string(), points.size() / 2);
}

void sample(const Program& program, const SampleOptions& options) {
  const std::filesystem::path folder = program.environment.absolute(options.folder);
  if (!options.folder.empty() && std::filesystem::exists(folder) && !std::filesystem::is_empty(folder)) {
    fail("{} is not empty: name another folder, so that pictures of two models do not mix", folder.string());
  }
  SavedRun run = options.open(program);
  check_label(run, options.label);
  const bool by_class = options.per_class > 0;
  if (run.dataset()->shape.points() && !by_class) return sample_points(program, options, run);
  if (by_class && !run.model().capabilities.takes_labels) misuse("--per-class: {} takes no labels", run.model().name);
  const int count = by_class ? options.per_class * run.spec().classes : options.count;
  const auto codes = sample_prior(count, run.latent_blocks(), options.seed);
  // A row is a class.
  const Atlas atlas = run.decode(codes, by_class ? options.per_class : options.columns, options.label);
  options.write(program, atlas);
  if (!options.folder.empty()) write_each(program, options, run, atlas);
}

}  // namespace

void add_sample(CLI::App& parent, Program& program) {
  auto options = std::make_shared<SampleOptions>();
  CLI::App& command = add_command(parent, program, "sample", "Decode draws from the prior into a grid of pictures");
  options->add_to(command);
  auto* count = command.add_option("--count", options->count, "How many pictures")
                    ->check(whole_from(1, 10000))
                    ->capture_default_str();
  auto* columns = command.add_option("--columns", options->columns, "Pictures in a row; 0: as square as can be")
                      ->check(whole_from(0, 10000))
                      ->capture_default_str();
  auto* label = command.add_option("--label", options->label, "The class to make, for models that take labels")
                    ->check(whole_from(0, 1'000'000));
  command.add_option("--per-class", options->per_class, "So many of each class, a row for each, for such models")
      ->check(whole_from(1, 10000))
      ->excludes(count)
      ->excludes(columns)
      ->excludes(label);
  command.add_option("--folder", options->folder,
                     "Also a PNG file for each picture in this folder, by class with --per-class: data to train on");
  command.add_option("--seed", options->seed, "The same seed, the same points")
      ->check(any_seed())
      ->capture_default_str();
  command.callback([options, &program] { sample(program, *options); });
}

}  // namespace zscope
