#include "app/number_range.h"
#include "app/picture_command.h"
#include "explore/path.h"
#include "explore/picture_class.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>

namespace zscope {
namespace {

struct InterpolateOptions : PictureOptions {
  std::optional<std::int64_t> from, to;
  std::optional<std::uint64_t> from_seed, to_seed;
  int frames = 11;
  std::string path = "linear";
  int label = -1;
};

std::vector<float> end_point(SavedRun& run, const std::optional<std::int64_t>& picture,
                             const std::optional<std::uint64_t>& seed, const char* option) {
  if (picture) {
    run.require_encoder(fmt::format("give {}-seed N to take a draw from the prior instead", option));
    return codes_of(run, {*picture}, true);
  }
  return sample_prior(1, run.latent_blocks(), *seed);
}

/// As asked for, else each end's own: half of the way is of the one picture's class, half of the other's.
std::vector<int> classes_between(const SavedRun& run, const InterpolateOptions& options) {
  if (options.label >= 0) return path_labels(options.label, options.label, options.frames);
  const auto class_at = [&](const std::optional<std::int64_t>& picture) {
    return picture ? class_of(*run.dataset(), {.test = true, .index = *picture}) : -1;
  };
  const int from = class_at(options.from), to = class_at(options.to);
  return path_labels(std::max(from < 0 ? to : from, 0), std::max(to < 0 ? from : to, 0), options.frames);
}

void interpolate_run(const Program& program, const InterpolateOptions& options) {
  const auto need = [](bool given, const char* option) {
    if (!given) misuse("{} INDEX or {}-seed N is needed", option, option);
  };
  need(options.from || options.from_seed, "--from");
  need(options.to || options.to_seed, "--to");
  const Path path = path_from_name(options.path);
  SavedRun run = options.open(program);
  check_label(run, options.label);
  const auto from = end_point(run, options.from, options.from_seed, "--from");
  const auto to = end_point(run, options.to, options.to_seed, "--to");
  options.write(program,
                run.decode(interpolate(from, to, options.frames, path), options.frames, classes_between(run, options)));
}

}  // namespace

void add_interpolate(CLI::App& parent, Program& program) {
  auto options = std::make_shared<InterpolateOptions>();
  CLI::App& command = add_command(parent, program, "interpolate", "Walk from one picture's code to another's");
  options->add_to(command);
  auto* from = command.add_option("--from", options->from, "The test picture to start at")->check(whole_from_zero());
  auto* to = command.add_option("--to", options->to, "The test picture to end at")->check(whole_from_zero());
  command.add_option("--from-seed", options->from_seed, "Start at a draw from the prior")
      ->check(any_seed())
      ->excludes(from);
  command.add_option("--to-seed", options->to_seed, "End at a draw from the prior")->check(any_seed())->excludes(to);
  command.add_option("--frames", options->frames, "How many pictures, both ends included")
      ->check(whole_from(2, 1000))
      ->capture_default_str();
  command.add_option("--path", options->path, "linear or spherical")
      ->check(CLI::IsMember({"linear", "spherical"}))
      ->capture_default_str();
  command
      .add_option("--label", options->label,
                  "The class to make, for models that take labels; left out: those of the two pictures")
      ->check(whole_from(0, 1'000'000));
  command.callback([options, &program] { interpolate_run(program, *options); });
}

}  // namespace zscope
