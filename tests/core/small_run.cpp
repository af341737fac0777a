#include "core/small_run.h"

#include "models/model_state.h"
#include "models/pictures.h"
#include "models/registry.h"
#include "torch_doctest.h"

#include <algorithm>

namespace zscope {
namespace {

/// Of these a model takes those that it has.
const Settings kSmall = {{"hidden", "32"},
                         {"discriminator_hidden", "24,16"},
                         {"channels", "6,4"},
                         {"latent_dim", "5"},
                         // Few: a vector between two codes may fall to either by rounding.
                         {"codes", "8"},
                         {"categories", "3"},
                         {"continuous", "1"},
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
  spec.classes = static_cast<int>(dataset.class_names.size());
  spec.threads = threads;
  spec.device = "cpu";
  return spec;
}

std::shared_ptr<Model> small_model(const RunSpec& spec, Noise& noise) {
  static Collective alone;
  return find_model_entry(spec.model).make({spec.shape, spec.classes, spec.settings, noise, alone});
}

std::shared_ptr<Model> trained_model(Trainer& trainer, const RunSpec& spec) {
  Noise noise(torch::kCPU, 1);
  const auto model = small_model(spec, noise);
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
  double largest = -1;
  for (const Arena::Entry& entry : trainer.state().parameters().entries()) {
    if (!entry.name.starts_with(prefix) || !entry.name.ends_with(suffix)) continue;
    largest = std::max(largest, Arena::view(gradients, entry).abs().max().item<double>());
  }
  if (largest < 0) FAIL("no parameter begins with ", prefix, " and ends with ", suffix);
  return largest;
}

std::size_t phase_called(const std::string& name, const RunSpec& spec) {
  Noise noise(torch::kCPU, 1);
  const auto phases = small_model(spec, noise)->phases();
  const auto found = std::find_if(phases.begin(), phases.end(), [&](const Phase& phase) { return phase.name == name; });
  REQUIRE(found != phases.end());
  return static_cast<std::size_t>(found - phases.begin());
}

double replica_difference(const RunSpec& run, const std::shared_ptr<const Dataset>& dataset) {
  RunSpec single = run, pair = run;
  single.threads = 1;
  pair.threads = 2;
  Trainer a(single, dataset), b(pair, dataset);
  a.share_noise();
  b.share_noise();
  double worst = 0;
  const auto compare = [&](const torch::Tensor& first, const torch::Tensor& second) {
    const double size = std::max(1.0, first.abs().max().item<double>());
    worst = std::max(worst, (first - second).abs().max().item<double>() / size);
  };
  for (std::size_t phase = 0; phase < a.phase_count(); ++phase) {
    const torch::Tensor first = a.phase_gradients(phase), second = b.phase_gradients(phase);
    CHECK(first.abs().max().item<double>() > 0);
    compare(first, second);
  }
  const Checkpoint first = a.checkpoint(), second = b.checkpoint();
  for (const NamedTensor& tensor : first.tensors) {
    if (!tensor.name.starts_with("buffer/")) continue;
    compare(from_named(tensor), from_named(*second.find(tensor.name)));
  }
  return worst;
}

std::pair<double, double> first_and_last(Trainer& trainer, int steps, const std::string& name) {
  const double first = loss_of(trainer.step(), name);
  double last = 0;
  for (int i = 1; i < steps; ++i) {
    const double value = loss_of(trainer.step(), name);
    if (i >= steps - 10) last += value / 10;
  }
  CHECK(trainer.finite());
  return {first, last};
}

torch::Tensor weighted_part(RunSpec run, const std::shared_ptr<const Dataset>& dataset, const std::string& phase,
                            const std::string& weight) {
  const auto with = [&](const char* value) {
    run.settings[weight] = value;
    return Trainer(run, dataset).phase_gradients(phase_called(phase, run)).clone();
  };
  const torch::Tensor none = with("0"), one = with("1") - none, three = with("3") - none;
  const double size = one.abs().max().item<double>();
  CHECK((three - 3 * one).abs().max().item<double>() < 1e-3 * std::max(size, 1e-3));
  return one;
}

}  // namespace zscope
