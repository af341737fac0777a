#include "runs/run_spec.h"

namespace zscope {

RunSpec spec_of(const RunInfo& info, const Dataset& dataset) {
  RunSpec spec;
  spec.model = info.model;
  spec.preset = info.preset;
  spec.settings = info.settings;
  spec.shape = dataset.shape;
  spec.classes = static_cast<int>(dataset.class_names.size());
  spec.seed = info.seed;
  spec.threads = info.threads;
  spec.device = info.device;
  spec.measured = info.measured;
  return spec;
}

}  // namespace zscope
