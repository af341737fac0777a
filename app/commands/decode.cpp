#include "app/number_range.h"
#include "app/picture_command.h"
#include "base/npy.h"

#include <CLI/CLI.hpp>

#include <cmath>

namespace zscope {
namespace {

struct DecodeOptions : PictureOptions {
  std::filesystem::path codes;
  int columns = 0;
  int label = -1;
};

/// The codes of a .npy file, one row a picture; a single vector counts as one row.
std::vector<float> read_codes(const std::filesystem::path& path, int latent_dim, const std::string& model) {
  FloatArray array = read_npy(path);
  const auto& shape = array.shape;
  const std::int64_t columns = shape.empty() ? 0 : shape.back();
  if (shape.empty() || shape.size() > 2 || columns != latent_dim) {
    fail("{}: codes of shape ({}), but {} takes rows of {}; save an array of shape (count, {})", path.string(),
         fmt::join(shape, ", "), model, latent_dim, latent_dim);
  }
  std::vector<float> codes = std::move(array.values);
  if (codes.empty()) fail("{}: holds no codes", path.string());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!std::isfinite(codes[i])) fail("{}: row {} holds a number that is not finite", path.string(), i / latent_dim);
  }
  return codes;
}

}  // namespace

void add_decode(CLI::App& parent, Program& program) {
  auto options = std::make_shared<DecodeOptions>();
  CLI::App& command =
      add_command(parent, program, "decode", "Decode codes that a notebook made into a grid of pictures");
  options->add_to(command);
  command.add_option("--z", options->codes, "A .npy file of floats, one row a picture")->required();
  command.add_option("--columns", options->columns, "Pictures in a row; 0: as square as can be")
      ->check(whole_from(0, 10000))
      ->capture_default_str();
  command.add_option("--label", options->label, "The class to make, for models that take labels")
      ->check(whole_from(0, 1'000'000));
  command.callback([options, &program] {
    SavedRun run = options->open(program);
    check_label(run, options->label);
    const auto codes = read_codes(program.environment.absolute(options->codes), run.latent_dim(), run.model().name);
    options->write(program, run.decode(codes, options->columns, options->label));
  });
}

}  // namespace zscope
