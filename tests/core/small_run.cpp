#include "core/small_run.h"

#include "models/model_state.h"
#include "models/pictures.h"
#include "models/registry.h"
#include "torch_doctest.h"

#include <algorithm>

namespace zscope {
namespace {

/// Of these a model takes those that it has.
const Settings kSmall = {{"hidden", "32"},    {"discriminator_hidden", "24,16"},
                         {"channels", "6,4"}, {"latent_dim", "5"},
                         {"categories", "3"}, {"continuous", "1"},
                         {"batch_size", "10"}};

}  // namespace

RunSpec small_run(const std::string& model, const Dataset& dataset, int threads, const Settings& more) {
  const ModelInfo& info = find_model_entry(model).info;
  Settings overrides = more;
  for (const SettingInfo& setting : info.settings) {
    if (const auto found = kSmall.find(setting.name); found != kSmall.end()) overrides.insert(*found);
  }
  RunSpec spec;
  spec.model = model;
  spec.settings = resolve_settings(info, "", overrides);
  spec.shape = dataset.shape;
  spec.classes = 10;
  spec.threads = threads;
  spec.device = "cpu";
  return spec;
}

std::shared_ptr<Model> trained_model(Trainer& trainer, const RunSpec& spec) {
  static Collective alone;
  Noise noise(torch::kCPU, 1);
  const auto model = find_model_entry(spec.model).make({spec.shape, spec.classes, spec.settings, noise, alone});
  model->eval();
  const auto snapshot = trainer.snapshot();
  ModelState(*model).load_bytes(snapshot->parameters, snapshot->buffers);
  return model;
}

void shift_parameter(Trainer& trainer, const std::string& name, float by) {
  Checkpoint checkpoint = trainer.checkpoint();
  for (NamedTensor& tensor : checkpoint.tensors) {
    if (tensor.name == "model/" + name) tensor = to_named(tensor.name, from_named(tensor) + by);
  }
  trainer.restore(checkpoint);
}

torch::Tensor all_pictures(const Dataset& dataset) {
  return split_batch(dataset.train, dataset.shape, 0, dataset.train.count, torch::kCPU).images;
}

double loss_of(const NamedValues& values, const std::string& name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  FAIL("no loss called ", name);
  return 0;
}

double largest_gradient(const Trainer& trainer, const torch::Tensor& gradients, const std::string& prefix,
                        const std::string& suffix) {
  double largest = 0;
  for (const Arena::Entry& entry : trainer.state().parameters().entries()) {
    if (!entry.name.starts_with(prefix) || !entry.name.ends_with(suffix)) continue;
    largest = std::max(largest, Arena::view(gradients, entry).abs().max().item<double>());
  }
  return largest;
}

std::size_t phase_called(const std::string& name, const RunSpec& spec) {
  Noise noise(torch::kCPU, 1);
  Collective alone;
  const auto phases =
      find_model_entry(spec.model).make({spec.shape, spec.classes, spec.settings, noise, alone})->phases();
  const auto found = std::find_if(phases.begin(), phases.end(), [&](const Phase& phase) { return phase.name == name; });
  REQUIRE(found != phases.end());
  return static_cast<std::size_t>(found - phases.begin());
}

}  // namespace zscope
