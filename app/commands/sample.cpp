#include "app/number_range.h"
#include "app/picture_command.h"
#include "explore/path.h"

#include <CLI/CLI.hpp>

namespace zscope {
namespace {

struct SampleOptions : PictureOptions {
  int count = 64;
  int columns = 0;
  int label = -1;
  std::uint64_t seed = 1;
};

void sample(const Program& program, const SampleOptions& options) {
  SavedRun run = options.open(program);
  check_label(run, options.label);
  const auto codes = sample_prior(options.count, run.latent_blocks(), options.seed);
  options.write(program, run.decode(codes, options.columns, options.label));
}

}  // namespace

void add_sample(CLI::App& parent, Program& program) {
  auto options = std::make_shared<SampleOptions>();
  CLI::App& command = add_command(parent, program, "sample", "Decode draws from the prior into a grid of pictures");
  options->add_to(command);
  command.add_option("--count", options->count, "How many pictures")
      ->check(whole_from(1, 10000))
      ->capture_default_str();
  command.add_option("--columns", options->columns, "Pictures in a row; 0: as square as can be")
      ->check(whole_from(0, 10000))
      ->capture_default_str();
  command.add_option("--label", options->label, "The class to make, for models that take labels")
      ->check(whole_from(0, 1'000'000));
  command.add_option("--seed", options->seed, "The same seed, the same points")
      ->check(any_seed())
      ->capture_default_str();
  command.callback([options, &program] { sample(program, *options); });
}

}  // namespace zscope
