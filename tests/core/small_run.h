#pragma once

#include "data/dataset.h"
#include "models/model_info.h"
#include "train/trainer.h"

#include <memory>
#include <string>

namespace zscope {

/// A run of a small version of any model on a data set, so that each case takes a moment; `more` settings on top.
RunSpec small_run(const std::string& model, const Dataset& dataset, int threads, const Settings& more = {});

/// A model of its own with the weights that training has come to, evaluating.
std::shared_ptr<Model> trained_model(Trainer& trainer, const RunSpec& spec);

/// Changes all of a parameter by adding to it.
void shift_parameter(Trainer& trainer, const std::string& name, float by);

/// The training pictures of a data set, [count, channels, height, width] in [0, 1].
torch::Tensor all_pictures(const Dataset& dataset);

/// The loss of that name; fails the test where there is none.
double loss_of(const NamedValues& values, const std::string& name);

/// The largest gradient that a phase leaves at the parameters whose names begin with `prefix` (and end with `suffix`).
double largest_gradient(const Trainer& trainer, const torch::Tensor& gradients, const std::string& prefix,
                        const std::string& suffix = "");

/// The number of the phase of that name in a small run's model.
std::size_t phase_called(const std::string& name, const RunSpec& spec);

}  // namespace zscope
