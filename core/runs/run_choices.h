#pragma once

#include "data/data_choices.h"
#include "models/model_info.h"

#include <cstdint>
#include <string>

namespace zscope {

/// What a person chooses when a run begins.
struct RunChoices : DataChoices {
  std::string data = "digits";  ///< a name of the catalog or a path (run.json has it absolute)
  std::string model = "vae-fc";
  std::string preset;
  Settings settings;  ///< overrides; once resolved, complete, live changes included
  std::uint64_t seed = 1;
  int threads = 0;  ///< replicas; 0: one per core
  std::string device = "auto";
  double epochs = 0;       ///< planned length; 0: usual_epochs(), and without an end in a run on disk
  std::int64_t steps = 0;  ///< planned length in steps; 0: by epochs
};

/// Epochs after which most models have something to show: points are few, and a GAN needs long to find all modes.
constexpr double usual_epochs(bool points) { return points ? 80 : 10; }

}  // namespace zscope
