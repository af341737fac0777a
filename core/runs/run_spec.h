#pragma once

#include "data/dataset.h"
#include "models/model_info.h"
#include "runs/run_directory.h"

#include <cstdint>
#include <map>
#include <string>

namespace zscope {

/// Everything that decides what a run computes, as engines and explorers want to know it.
struct RunSpec {
  std::string model;
  std::string preset;
  Settings settings;  ///< complete (resolve_settings)
  ImageShape shape;
  int classes = 0;  ///< 0 when the data has no labels
  std::uint64_t seed = 1;
  int threads = 0;              ///< replicas; 0: one per core
  std::string device = "auto";  ///< auto, cpu, cuda
  /// Choices made by measuring when the run began, kept so that a resumed run makes the same ones.
  std::map<std::string, std::string> measured;
};

/// What a run computes on that data.
RunSpec spec_of(const RunInfo& info, const Dataset& dataset);

}  // namespace zscope
