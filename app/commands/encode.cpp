#include "app/number_range.h"
#include "app/output_file.h"
#include "app/saved_run.h"
#include "app/terminal.h"
#include "base/npy.h"

#include <CLI/CLI.hpp>
#include <span>

namespace zscope {
namespace {

struct EncodeOptions {
  std::filesystem::path run;
  std::filesystem::path out;
  std::string data;
  std::string split = "test";
  std::int64_t step = -1;
  std::int64_t count = 0;
};

void encode(const Program& program, const EncodeOptions& options) {
  check_output_file(program.environment, "--out", options.out, ".npz", "codes are written as NumPy's npz");
  SavedRun run = open_saved_run(program, options.run, options.data, options.step);
  run.require_encoder("`zscope sample` shows what it makes");
  const bool test = options.split == "test";
  const Split& split = test ? run.dataset()->test : run.dataset()->train;
  const std::int64_t count = options.count > 0 ? std::min(options.count, split.count) : split.count;
  std::vector<PictureRef> pictures;
  for (std::int64_t i = 0; i < count; ++i) pictures.push_back({.test = test, .index = i});
  Encodings encodings;
  with_progress(program.environment.colour, [&](Progress& progress) { encodings = run.encode(pictures, progress); });

  const std::vector<std::int64_t> shape{encodings.count, encodings.latent_dim};
  std::vector<std::pair<std::string, std::string>> arrays{{"mean", to_npy(encodings.means, shape)},
                                                          {"log_variance", to_npy(encodings.log_variances, shape)}};
  if (!split.labels.empty()) {
    arrays.emplace_back("labels", to_npy(std::span(split.labels).first(static_cast<std::size_t>(count)), {count}));
  }
  const std::filesystem::path path = program.environment.absolute(options.out);
  write_npz(path, arrays);
  fmt::print("{}: mean and log_variance of shape ({}, {}){}\n", path.string(), encodings.count, encodings.latent_dim,
             split.labels.empty() ? "" : ", labels");
}

}  // namespace

void add_encode(CLI::App& parent, Program& program) {
  auto options = std::make_shared<EncodeOptions>();
  CLI::App& command = add_command(parent, program, "encode", "Encode a data set into a file that NumPy reads");
  command.add_option("RUN", options->run, "The run's directory")->required();
  command.add_option("--out", options->out, "The .npz file to write: mean, log_variance, labels")->required();
  command.add_option("--data", options->data, "Another data set than the run's own: a name or a path");
  command.add_option("--split", options->split, "test or train")
      ->check(CLI::IsMember({"test", "train"}))
      ->capture_default_str();
  command.add_option("--count", options->count, "The first so many pictures; 0: all")->check(whole_from_zero());
  command.add_option("--step", options->step, "Use the checkpoint kept at this step, not the latest")
      ->check(whole_from_zero());
  command.callback([options, &program] { encode(program, *options); });
}

}  // namespace zscope
