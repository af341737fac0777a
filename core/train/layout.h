#pragma once

#include "data/dataset.h"
#include "models/device.h"
#include "models/precision.h"
#include "runs/run_spec.h"

#include <map>
#include <memory>
#include <string>

namespace zscope {

/// How the cores of a machine share a training step.
struct Layout {
  int replicas = 1;  ///< each takes a part of the batch
  int threads = 1;   ///< within each operation of a replica
  Precision precision = Precision::fp32;
};

/// Where a run's steps are computed: a run goes on where it was, since on another device its random state means
/// nothing. Throws as choose_device() does.
torch::Device training_device(const RunSpec& spec);

/// What RunSpec::measured says; where that is silent, the settings `parallel` and `precision`, with auto taken for
/// replicas and fp32.
Layout layout_of(const RunSpec& spec);
void write_layout(const Layout& layout, std::map<std::string, std::string>& measured);

/// Decides what `auto` leaves open by training a few steps each way (a fraction of a second in all), and returns the
/// spec with the choice in `measured`. On a GPU that is the precision alone. Another way than replicas in fp32 must be
/// clearly faster, so that the choice is the same from one time to the next unless it matters. Choices already in
/// `measured` stay.
RunSpec with_measured_layout(RunSpec spec, const std::shared_ptr<const Dataset>& dataset);

}  // namespace zscope
