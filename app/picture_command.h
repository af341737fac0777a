#pragma once

#include "app/saved_run.h"

#include <filesystem>
#include <vector>

namespace CLI {
class App;
}

namespace zscope {

/// What every command that turns a run into a PNG file takes: RUN --out FILE.png [--step N] [--scale N].
struct PictureOptions {
  std::filesystem::path run;
  std::filesystem::path out;
  std::int64_t step = -1;
  int scale = 1;

  void add_to(CLI::App& command);
  /// Checks `out` before the long work; then opens the run.
  SavedRun open(const Program& program) const;
  /// Writes the tiles, `scale` screen pixels to a pixel, and says where.
  void write(const Program& program, const Atlas& atlas) const;
};

/// A posterior mean per picture of the test or training set. Throws Error for an index that is not there.
std::vector<float> codes_of(SavedRun& run, const std::vector<std::int64_t>& indices, bool test);

/// Throws Error unless every index is one of a picture of that split.
void check_indices(const Dataset& dataset, const std::vector<std::int64_t>& indices, bool test);

/// Checks --label: a class of the data, for models that take one.
void check_label(const SavedRun& run, int label);

/// Rows of several atlases under one another, all of one tile size and column count.
Atlas stack(const std::vector<const Atlas*>& rows);

}  // namespace zscope
