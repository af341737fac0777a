#pragma once

#include "data/dataset.h"
#include "models/model_info.h"
#include "train/trainer.h"

#include <memory>
#include <string>
#include <utility>

namespace zscope {

/// A run of a small version of any model on a data set, so that each case takes a moment; `more` settings on top.
RunSpec small_run(const std::string& model, const Dataset& dataset, int threads, const Settings& more = {});

/// The same model alone, with weights drawn from `noise`.
std::shared_ptr<Model> small_model(const RunSpec& spec, Noise& noise);
/// A model of its own with the weights that training has come to, evaluating.
std::shared_ptr<Model> trained_model(Trainer& trainer, const RunSpec& spec);

/// Changes all of a parameter by adding to it.
void shift_parameter(Trainer& trainer, const std::string& name, float by);

/// The training pictures of a data set, [count, channels, height, width] in [0, 1].
torch::Tensor all_pictures(const Dataset& dataset);

/// The loss of that name; fails the test where there is none.
double loss_of(const NamedValues& values, const std::string& name);
/// The loss of that name in the first of `steps` steps, and the mean of the last ten.
std::pair<double, double> first_and_last(Trainer& trainer, int steps, const std::string& name = "loss");

/// The largest gradient that a phase leaves at the parameters whose names begin with `prefix` (and end with `suffix`).
double largest_gradient(const Trainer& trainer, const torch::Tensor& gradients, const std::string& prefix,
                        const std::string& suffix = "");
/// How far the gradients of one replica and of two are from each other, relative to their size, and their buffers: the
/// worst over all phases. Both see the same pictures and the same noise.
double replica_difference(const RunSpec& run, const std::shared_ptr<const Dataset>& dataset);

/// What one more of a weighted setting adds to a phase's gradients in the first step of a run; checks that three more
/// add three times as much.
torch::Tensor weighted_part(RunSpec run, const std::shared_ptr<const Dataset>& dataset, const std::string& phase,
                            const std::string& weight);

/// The number of the phase of that name in a small run's model.
std::size_t phase_called(const std::string& name, const RunSpec& spec);

}  // namespace zscope
