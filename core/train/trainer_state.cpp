// What of a Trainer is not a step: evaluation, snapshots, checkpoints, live settings.

#include "base/error.h"
#include "models/pictures.h"
#include "models/products.h"
#include "models/registry.h"
#include "train/trainer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace zscope {
namespace {

constexpr std::uint64_t kEvaluationSeed = 3;
constexpr std::int64_t kEvaluationChunk = 500;

std::string moment_name(const std::string& phase, const std::string& moment) {
  return "optimizer/" + phase + "/" + moment;
}
std::string random_name(std::size_t replica) { return "random/replica-" + std::to_string(replica); }

/// What a model makes of the middle of a picture's code, beside the picture: means the same to every model.
double squared_error(Model& model, const Batch& batch) {
  const torch::Tensor x = model.input(batch.images);
  const torch::Tensor again = model.decode(model.encode(x, batch.labels).mean, batch.labels);
  return torch::mse_loss(again, x, at::Reduction::Sum).item<double>();
}

}  // namespace

std::int64_t Trainer::steps_per_epoch() const { return streams_.at(0).batches_per_epoch(); }

std::int64_t Trainer::parameter_count() const {
  std::int64_t count = 0;
  for (const Arena::Entry& entry : state_->parameters().entries()) count += entry.size;
  return count;
}

std::string Trainer::device() const {
  if (!device_.is_cpu()) {
    const char* rounded = layout_.precision == Precision::bf16 ? " · bf16" : "";
    return fmt::format("GPU{}{}", rounded, unrecorded_phases().empty() ? " · graphs" : "");
  }
  const int cores = layout_.replicas * layout_.threads;
  const std::string how = layout_.threads > 1 ? "threads" : cores == 1 ? "replica" : "replicas";
  return fmt::format("CPU · {} {}{}", cores, how, layout_.precision == Precision::bf16 ? " · bf16" : "");
}

void Trainer::set_rates() {
  const double rate =
      halve_rate_epochs_ > 0 ? learning_rate_ * std::exp2(-epoch() / halve_rate_epochs_) : learning_rate_;
  for (std::size_t p = 0; p < optimizers_.size(); ++p) {
    optimizers_[p].set_learning_rate(rate * replicas_[0].phases[p].learning_rate_scale);
  }
}

void Trainer::set(const std::string& name, const std::string& value) {
  if (name == "learning_rate") {
    learning_rate_ = real_setting({{name, value}}, name);
    set_rates();
  } else {
    for (Replica& replica : replicas_) replica.model->set(name, value);
    record_with(graph_maker_);  // what was recorded has the old value in it
  }
  spec_.settings[name] = value;
}

StepParts Trainer::step_parts() {
  const double flops = product_flops();
  return {clock_.take(), flops - std::exchange(flops_before_, flops)};
}

NamedValues Trainer::evaluate(const Progress& progress) {
  const Split& test = dataset_->test;
  const Capabilities& can = find_model_entry(spec_.model).info.capabilities;
  const bool reconstructs = can.encode && can.decode;
  const std::int64_t chunks = (test.count + kEvaluationChunk - 1) / kEvaluationChunk;
  std::vector<NamedValues> sums(static_cast<std::size_t>(chunks));
  team_->run([&](int rank) {
    Replica& replica = replicas_[static_cast<std::size_t>(rank)];
    torch::NoGradGuard no_grad;
    replica.model->eval();
    for (std::int64_t chunk = rank; chunk < chunks && !progress.cancelled(); chunk += team_->size()) {
      const std::int64_t first = chunk * kEvaluationChunk, count = std::min(kEvaluationChunk, test.count - first);
      // A generator per chunk: the same noise however many replicas there are, and none of training's.
      Noise noise(device_, mixed_seed(spec_.seed, kEvaluationSeed, static_cast<std::uint64_t>(chunk)));
      Batch batch = split_batch(test, spec_.shape, first, count, device_);
      StepContext context{batch.images, batch.labels, {}, count, epoch(), noise, dataset_->train.count};
      for (const auto& [name, value] : replica.model->test_losses(context)) {
        sums[static_cast<std::size_t>(chunk)].emplace_back(name, value.item<double>());
      }
      if (reconstructs) {
        sums[static_cast<std::size_t>(chunk)].emplace_back("squared_error", squared_error(*replica.model, batch));
      }
    }
    replica.model->train();
  });
  progress.throw_if_cancelled();
  if (sums.empty()) return {};
  NamedValues means = sums[0];
  for (std::size_t c = 1; c < sums.size(); ++c) {
    for (std::size_t i = 0; i < means.size(); ++i) means[i].second += sums[c][i].second;
  }
  for (auto& [name, value] : means) value /= static_cast<double>(test.count);
  return means;
}

std::shared_ptr<const Snapshot> Trainer::snapshot() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->step = steps_;
  snapshot->epoch = epoch();
  snapshot->parameters = state_->parameter_bytes();
  snapshot->buffers = state_->buffer_bytes();
  return snapshot;
}

bool Trainer::finite() { return std::isfinite(state_->parameters().flat().abs().sum().item<double>()); }

Checkpoint Trainer::checkpoint() {
  Checkpoint checkpoint;
  checkpoint.step = steps_;
  state_->save(checkpoint);
  nlohmann::json positions = nlohmann::json::object(), optimizer_steps = nlohmann::json::object();
  for (std::size_t p = 0; p < optimizers_.size(); ++p) {
    const std::string& phase = replicas_[0].phases[p].name;
    for (const auto& [name, moment] : optimizers_[p].state()) {
      checkpoint.tensors.push_back(to_named(moment_name(phase, name), moment));
    }
    optimizer_steps[phase] = optimizers_[p].steps();
  }
  for (std::size_t r = 0; r < replicas_.size(); ++r) {
    checkpoint.tensors.push_back(to_named(random_name(r), replicas_[r].noise->state()));
  }
  for (const auto& [id, sampler] : streams_) positions[std::to_string(id)] = sampler.position();
  checkpoint.metadata["positions"] = positions.dump();
  checkpoint.metadata["optimizer_steps"] = optimizer_steps.dump();
  return checkpoint;
}

void Trainer::restore(const Checkpoint& checkpoint) {
  state_->load(checkpoint);
  for (Replica& replica : replicas_) {
    if (&replica != &replicas_.front()) state_->copy_buffers_to(*replica.model);
  }
  for (auto& [id, sampler] : streams_) sampler.seek(0);  // those that began after the checkpoint
  try {
    const auto positions = nlohmann::json::parse(checkpoint.metadata.at("positions"));
    for (const auto& [id, position] : positions.items()) stream(std::stoi(id)).seek(position.get<std::int64_t>());
    const auto steps = nlohmann::json::parse(checkpoint.metadata.at("optimizer_steps"));
    for (std::size_t p = 0; p < optimizers_.size(); ++p) {
      optimizers_[p].restore_steps(steps.at(replicas_[0].phases[p].name).get<std::int64_t>());
    }
  } catch (const std::exception&) {
    fail(
        "The checkpoint of step {} lacks the positions or the optimizer's steps that training goes on from; it was "
        "written by another program or cut short.",
        checkpoint.step);
  }
  torch::NoGradGuard no_grad;
  for (std::size_t p = 0; p < optimizers_.size(); ++p) {
    for (auto& [name, moment] : optimizers_[p].state()) {
      moment.copy_(checked_tensor(checkpoint, moment_name(replicas_[0].phases[p].name, name), moment.sizes()));
    }
  }
  for (std::size_t r = 0; r < replicas_.size(); ++r) {
    const NamedTensor* random = checkpoint.find(random_name(r));
    if (!random) fail("The checkpoint lacks the random state of replica {}; it was written with fewer threads.", r + 1);
    replicas_[r].noise->restore(from_named(*random));
  }
  steps_ = checkpoint.step;
  record_with(graph_maker_);
}

void Trainer::record_with(GraphMaker maker) {
  if (maker && replicas_.size() > 1) throw std::logic_error("replicas that wait for each other cannot be recorded");
  graph_maker_ = std::move(maker);
  for (Replica& replica : replicas_) {
    for (PhaseRun& run : replica.runs) run.work = RecordedWork(graph_maker_);
  }
}

void Trainer::give_up_recording(const std::string& why) {
  for (Replica& replica : replicas_) {
    for (PhaseRun& run : replica.runs) run.work.refuse(why);
  }
}

std::map<std::string, std::string> Trainer::unrecorded_phases() const {
  std::map<std::string, std::string> out;
  for (const Replica& replica : replicas_) {
    for (std::size_t p = 0; p < replica.phases.size(); ++p) {
      const RecordedWork& work = replica.runs[p].work;
      if (!work.recorded()) out[replica.phases[p].name] = work.refused();
    }
  }
  return out;
}

void Trainer::couple_whole_batches() {
  for (Replica& replica : replicas_) {
    for (Phase& phase : replica.phases) phase.coupling = Coupling::whole;
  }
}

torch::Tensor Trainer::phase_gradients(std::size_t phase) {
  Draw draw = this->draw(phase, 0);
  if (draw.streams[0] == 0) draw.indices[0] = stream(0).next();
  round_parameters();
  team_->run([&](int rank) { backward(rank, phase, draw); });
  torch::Tensor sum = state_->parameters().like();
  const auto& entries = state_->parameters().entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    gradients_->visit({entries[i].offset, entries[i].offset + entries[i].size, i}, 0, 1,
                      [&](std::int64_t first, const torch::Tensor& gradient) {
                        sum.narrow(0, first, gradient.numel()).copy_(gradient);
                      });
  }
  for (std::size_t r = 0; r < replicas_.size(); ++r) gradients_->forget(r);
  return sum;
}

}  // namespace zscope
