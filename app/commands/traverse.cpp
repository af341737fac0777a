#include "app/number_range.h"
#include "app/picture_command.h"
#include "explore/path.h"
#include "explore/picture_class.h"

#include <CLI/CLI.hpp>

#include <optional>

namespace zscope {
namespace {

struct TraverseOptions : PictureOptions {
  std::vector<int> dimensions;
  int frames = 11;
  double low = -3, high = 3;
  std::int64_t index = -1;
  std::optional<std::uint64_t> seed;
  int label = -1;
};

void traverse(const Program& program, const TraverseOptions& options) {
  SavedRun run = options.open(program);
  check_label(run, options.label);
  std::vector<int> dimensions = options.dimensions;
  for (const int dimension : dimensions) {
    if (dimension < 0 || dimension >= run.latent_dim()) {
      misuse("--dim {}: the latent dimensions go from 0 to {}", dimension, run.latent_dim() - 1);
    }
  }
  if (dimensions.empty()) {
    for (int i = 0; i < run.latent_dim(); ++i) dimensions.push_back(i);
  }
  std::vector<float> start(run.latent_dim(), 0.0f);
  if (options.seed) start = sample_prior(1, run.latent_blocks(), *options.seed);
  if (options.index >= 0) {
    run.require_encoder("leave --index out to start from the middle of the prior");
    start = codes_of(run, {options.index}, true);
  }
  const auto codes = zscope::traverse(start, dimensions, options.frames, options.low, options.high);
  const bool its_own = options.label < 0 && options.index >= 0;
  const int label = its_own ? class_of(*run.dataset(), {.test = true, .index = options.index}) : options.label;
  options.write(program, run.decode(codes, options.frames, label));
}

}  // namespace

void add_traverse(CLI::App& parent, Program& program) {
  auto options = std::make_shared<TraverseOptions>();
  CLI::App& command =
      add_command(parent, program, "traverse", "Move latent dimensions one by one: a row of pictures each");
  options->add_to(command);
  command.add_option("--dim", options->dimensions, "The dimension to move, from 0; several: 0,3,7; left out: all")
      ->check(whole_from(0, 1'000'000))
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--frames", options->frames, "Pictures in a row")
      ->check(whole_from(1, 1000))
      ->capture_default_str();
  command.add_option("--low", options->low, "Where a row starts")
      ->check(number_from(-1000, 1000))
      ->capture_default_str();
  command.add_option("--high", options->high, "Where a row ends")
      ->check(number_from(-1000, 1000))
      ->capture_default_str();
  auto* index =
      command.add_option("--index", options->index, "Start from the code of this test picture, not from zero")
          ->check(whole_from_zero());
  command.add_option("--from-seed", options->seed, "Start from a draw of the prior, not from zero")
      ->check(any_seed())
      ->excludes(index);
  command
      .add_option("--label", options->label,
                  "The class to make, for models that take labels; left out: that of --index, else one for each row")
      ->check(whole_from(0, 1'000'000));
  command.callback([options, &program] { traverse(program, *options); });
}

}  // namespace zscope
