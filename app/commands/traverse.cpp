#include "app/number_range.h"
#include "app/picture_command.h"

#include <CLI/CLI.hpp>

namespace zscope {
namespace {

struct TraverseOptions : PictureOptions {
  std::vector<int> dimensions;
  int frames = 11;
  double low = -3, high = 3;
  std::int64_t index = -1;
  int label = -1;
};

/// [dimensions × frames, latent_dim]: each row of pictures moves one dimension and keeps the others at `start`.
std::vector<float> traversal(const std::vector<float>& start, const TraverseOptions& options,
                             const std::vector<int>& dimensions) {
  std::vector<float> codes;
  for (const int dimension : dimensions) {
    for (int frame = 0; frame < options.frames; ++frame) {
      std::vector<float> z = start;
      const double share = options.frames > 1 ? static_cast<double>(frame) / (options.frames - 1) : 0.5;
      z[dimension] = static_cast<float>(options.low + share * (options.high - options.low));
      codes.insert(codes.end(), z.begin(), z.end());
    }
  }
  return codes;
}

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
  if (options.index >= 0) {
    run.require_encoder("leave --index out to start from the middle of the prior");
    start = codes_of(run, {options.index}, true);
  }
  options.write(program, run.decode(traversal(start, options, dimensions), options.frames, options.label));
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
  command.add_option("--index", options->index, "Start from the code of this test picture, not from zero")
      ->check(whole_from_zero());
  command.add_option("--label", options->label, "The class to make, for models that take labels")
      ->check(whole_from(0, 1'000'000));
  command.callback([options, &program] { traverse(program, *options); });
}

}  // namespace zscope
