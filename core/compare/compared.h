#pragma once

#include "base/image.h"
#include "models/model_info.h"
#include "runs/curve.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// One number about a run, as a line of the comparison has it.
struct Fact {
  std::string name;                           ///< "elbo", as in `--json`
  std::string title;                          ///< "ELBO"
  std::string unit;                           ///< empty for a pure number
  int better = 0;                             ///< 1: higher is better; −1: lower is; 0: neither
  std::vector<std::optional<double>> values;  ///< one for each run
  std::vector<std::size_t> best;              ///< of which runs; empty where nothing can be said
};

/// The figures of several runs side by side.
struct Comparison {
  std::vector<std::string> names;  ///< short, no two the same
  std::vector<Fact> facts;         ///< metrics, then speed, size and memory
  std::string curve_title;         ///< the test figure that the curves show, "test/loss"; empty: the runs share none
  std::vector<Curve> curves;       ///< one for each run; empty for runs that have no such figure
  bool same_data = true;
};

/// What a comparison shows of one run: strips and blocks of ten columns.
struct RunPictures {
  Image inputs;                       ///< the test pictures, a row
  Image reconstructions;              ///< a row; empty where the run cannot encode
  std::vector<Image> interpolations;  ///< a row for each pair of test pictures, or of points where it cannot encode
  bool between_pictures = true;       ///< false: interpolations go between points of the prior
  Image samples;                      ///< four rows of the prior; empty where the run cannot decode
};

/// A run as a comparison shows it.
struct ComparedRun {
  std::string name;   ///< Comparison::names
  std::string model;  ///< "vae-conv · z=2"
  std::string data;   ///< "mnist"
  RunPictures pictures;
  Settings settings;
};

/// All that a comparison shows.
struct Compared {
  Comparison comparison;
  std::vector<ComparedRun> runs;
  std::vector<std::string> interpolation_titles;  ///< "0 to 1"
};

/// The value of one run as text: a number, or a time; "-" where there is none. Whole numbers have decimals where others
/// of the line have some.
std::string fact_text(const Fact& fact, std::size_t run);

}  // namespace zscope
