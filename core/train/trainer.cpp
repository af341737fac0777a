#include "train/trainer.h"

#include "base/error.h"
#include "data/labelled_pictures.h"
#include "models/pictures.h"
#include "models/products.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "train/flat_passes.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

// What a seed is mixed with, so that no two uses of it draw the same numbers.
constexpr std::uint64_t kWeightsSeed = 1, kReplicaSeed = 2;
constexpr int kStreamsPerPhase = 1000;

std::vector<ArenaRange> ranges_of(const Arena& arena, const std::vector<std::string>& prefixes) {
  std::vector<ArenaRange> ranges;
  const auto& entries = arena.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool mine = prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
                        return entries[i].name.starts_with(prefix);
                      });
    if (mine) ranges.push_back({entries[i].offset, i + 1 < entries.size() ? entries[i + 1].offset : arena.size(), i});
  }
  if (ranges.empty()) throw std::logic_error("a phase updates no parameters");
  return ranges;
}

torch::autograd::variable_list parameters_of(Model& model, const std::vector<std::string>& prefixes) {
  torch::autograd::variable_list list;
  for (const auto& item : model.named_parameters()) {
    if (prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(),
                                        [&](const std::string& prefix) { return item.key().starts_with(prefix); })) {
      list.push_back(item.value());
    }
  }
  return list;
}

/// [first, last) of `count` images for one of `size` replicas.
std::pair<std::int64_t, std::int64_t> share(std::int64_t count, int rank, int size) {
  return {count * rank / size, count * (rank + 1) / size};
}

}  // namespace

Trainer::Trainer(RunSpec spec, std::shared_ptr<const Dataset> dataset)
    : spec_(std::move(spec)),
      dataset_(std::move(dataset)),
      device_(training_device(spec_)),
      batch_size_(std::min<std::int64_t>(integer_setting(spec_.settings, "batch_size"), dataset_->train.count)),
      learning_rate_(real_setting(spec_.settings, "learning_rate")),
      halve_rate_epochs_(real_setting(spec_.settings, "halve_rate_epochs")) {
  // The data set's own memory: one copy for everyone on the CPU.
  pictures_ = stored_values(dataset_->train, dataset_->shape, 0, dataset_->train.count).to(device_);
  if (!dataset_->train.labels.empty()) {
    labels_ = torch::tensor(torch::ArrayRef<std::int32_t>(dataset_->train.labels)).to(device_, torch::kInt64);
  }
  layout_ = layout_of(spec_);
  layout_.replicas = static_cast<int>(std::min<std::int64_t>(layout_.replicas, batch_size_));
  write_layout(layout_, spec_.measured);
  spec_.measured["device"] = device_.is_cuda() ? "cuda" : "cpu";
  hide_labels();
  // For good: OpenMP ends its threads when fewer are asked for.
  if (layout_.threads > 1) operation_threads_.emplace(layout_.threads);
  team_ = std::make_unique<ReplicaTeam>(layout_.replicas, enter_torch_thread);
  make_replicas();
  record_with(graph_maker(device_));
}

void Trainer::hide_labels() {
  const auto setting = spec_.settings.find("labelled");
  if (setting == spec_.settings.end() || !labels_.defined()) return;
  const long count = integer_setting(spec_.settings, "labelled");
  if (count == 0) return;
  if (count < layout_.replicas) {
    misuse("labelled={}: must be 0 or at least {}, one for each replica.", count, layout_.replicas);
  }
  labelled_ = labelled_pictures(dataset_->train.labels, count, spec_.seed);
  const torch::Tensor seen = torch::tensor(torch::ArrayRef<std::int64_t>(labelled_)).to(device_);
  labels_ = torch::full_like(labels_, -1).index_copy(0, seen, labels_.index_select(0, seen));
}

void Trainer::make_replicas() {
  replicas_.resize(static_cast<std::size_t>(layout_.replicas));
  for (int rank = 0; rank < layout_.replicas; ++rank) {
    Replica& replica = replicas_[static_cast<std::size_t>(rank)];
    Noise weights(device_, mixed_seed(spec_.seed, kWeightsSeed));  // the same for all: they will share the first's
    replica.model =
        make_model(spec_.model, {spec_.shape, spec_.classes, spec_.settings, weights, team_->collective(rank)});
    replica.noise =
        std::make_unique<Noise>(device_, mixed_seed(spec_.seed, kReplicaSeed, static_cast<std::uint64_t>(rank)));
    if (rank == 0) {
      state_ = std::make_unique<ModelState>(*replica.model);
      gradients_ = std::make_unique<Gradients>(state_->parameters());
    } else {
      state_->parameters().bind(replica.model->named_parameters(), state_->parameters().flat());
    }
    gradients_->bind(replica.model->named_parameters());
    replica.phases = replica.model->phases();
    replica.runs.resize(replica.phases.size());
  }
  const Rule rule = rule_from_name(text_setting(spec_.settings, "optimizer"));
  for (const Phase& phase : replicas_[0].phases) {
    optimizers_.emplace_back(
        OptimizerOptions{rule, learning_rate_ * phase.learning_rate_scale, phase.beta1, phase.beta2},
        ranges_of(state_->parameters(), phase.parameters), state_->parameters().flat());
  }
  stream(0);
}

Sampler& Trainer::stream(int id) {
  const bool labelled = id > 0 && draws_labelled(static_cast<std::size_t>(id / kStreamsPerPhase - 1));
  const std::int64_t images = labelled ? static_cast<std::int64_t>(labelled_.size()) : dataset_->train.count;
  return streams_.try_emplace(id, images, batch_size_, layout_.replicas, spec_.seed, static_cast<std::uint64_t>(id))
      .first->second;
}

bool Trainer::draws_labelled(std::size_t phase) const {
  return !labelled_.empty() && replicas_[0].phases.at(phase).labelled;
}

Trainer::Draw Trainer::draw(std::size_t phase, int repeat) {
  Draw out;
  const int batches = replicas_[0].phases[phase].batches;
  const bool labelled = draws_labelled(phase);
  for (int b = 0; b < batches; ++b) {
    // Stream 0 is drawn once a step, by step(); all else has a stream of its own.
    const bool shared = repeat == 0 && b == 0 && !labelled;
    const int id = shared ? 0 : static_cast<int>(phase + 1) * kStreamsPerPhase + repeat * batches + b;
    out.streams.push_back(id);
    out.indices.push_back(id == 0 ? std::vector<std::int64_t>{} : stream(id).next());
    if (!labelled) continue;
    for (std::int64_t& index : out.indices.back()) index = labelled_[static_cast<std::size_t>(index)];
  }
  return out;
}

Batch Trainer::gather(Batch& place, const std::vector<std::int64_t>& indices, std::int64_t first,
                      std::int64_t last) const {
  const std::int64_t count = last - first;
  const ImageShape& shape = spec_.shape;
  if (!place.images.defined()) {
    // A rest too small for every replica to have a part goes to the batch before it.
    const std::int64_t most = batch_size_ + layout_.replicas - 1;
    place.images = torch::empty({most, shape.channels, shape.height, shape.width}, device_);
    if (labels_.defined()) place.labels = torch::empty({most}, labels_.options());
  }
  Batch batch{place.images.narrow(0, 0, count), {}};
  const torch::Tensor chosen =
      torch::from_blob(const_cast<std::int64_t*>(indices.data()) + first, {count}, torch::kInt64).to(device_);
  if (device_.is_cpu() && !shape.points()) {
    gather_scaled(pictures_.data_ptr<std::uint8_t>(), indices.data() + first, count, shape.size(),
                  batch.images.data_ptr<float>());
  } else {
    batch.images.copy_(unit_values(pictures_.index_select(0, chosen), shape));
  }
  if (labels_.defined()) {
    batch.labels = place.labels.narrow(0, 0, count);
    at::index_select_out(batch.labels, labels_, 0, chosen);
  }
  return batch;
}

double Trainer::epoch() const {
  return static_cast<double>(streams_.at(0).position()) / static_cast<double>(dataset_->train.count);
}

void Trainer::backward(int rank, std::size_t phase_index, const Draw& draw) {
  Replica& replica = replicas_[static_cast<std::size_t>(rank)];
  PhaseRun& run = replica.runs[phase_index];
  const auto whole = static_cast<std::int64_t>(draw.indices[0].size());
  // A phase that couples the whole batch runs on the first replica alone.
  const bool alone = replica.phases[phase_index].coupling == Coupling::whole;
  const auto [first, last] =
      alone ? std::pair<std::int64_t, std::int64_t>{0, whole} : share(whole, rank, team_->size());
  run.losses.clear();
  if (alone && rank != 0) return;
  const ReplicaTeam::Solo solo(*team_, rank, alone);
  if (shared_noise_) {
    *replica.noise = Noise(device_, mixed_seed(spec_.seed, kReplicaSeed));
    replica.noise->share(first, whole);
  }
  run.batches.resize(draw.indices.size());
  run.context.emplace(StepContext{{}, {}, {}, whole, epoch(), *replica.noise, dataset_->train.count});
  std::vector<std::int64_t> sizes;
  for (std::size_t b = 0; b < draw.indices.size(); ++b) {
    Batch batch = gather(run.batches[b], draw.indices[b], first, last);
    sizes.push_back(batch.images.size(0));
    if (b == 0) {
      run.context->images = batch.images;
      run.context->labels = batch.labels;
    } else {
      run.context->more.push_back(std::move(batch));
    }
  }
  lap(rank, StepClock::data);
  run.work.run(sizes, *replica.noise, [this, rank, phase_index] { return differentiate(rank, phase_index); });
  if (run.work.failed()) give_up_recording(run.work.refused());
  run.losses = loss_values(run);
  lap(rank, StepClock::backward);
}

bool Trainer::differentiate(int rank, std::size_t phase_index) {
  Replica& replica = replicas_[static_cast<std::size_t>(rank)];
  PhaseRun& run = replica.runs[phase_index];
  const Phase& phase = replica.phases[phase_index];
  const PrecisionScope scope(layout_.precision);
  const RoundedScope rounded(state_->parameters().flat(), rounded_);
  const std::uint64_t stamp = state_->parameters().stamp();
  const Loss loss = phase.loss(*run.context);
  const torch::Tensor scaled = loss.total / static_cast<double>(run.context->whole);
  lap(rank, StepClock::forward);
  // Products put off are computed by threads that each compute alone.
  const bool defers = device_.is_cpu() && layout_.threads == 1;
  const DeferredGradients::Scope deferred(defers ? &gradients_->deferred(static_cast<std::size_t>(rank)) : nullptr);
  torch::autograd::backward({scaled}, {}, false, false, parameters_of(*replica.model, phase.parameters));
  if (stamp != state_->parameters().stamp()) throw std::logic_error("the arena was updated under a graph");
  keep_losses(run, replica.phases.size() == 1 ? "loss" : phase.name, loss);
  return run.context->repeatable;
}

void Trainer::keep_losses(PhaseRun& run, const std::string& name, const Loss& loss) const {
  std::vector<torch::Tensor> values{loss.total.detach()};
  run.loss_names.assign(1, name);
  for (const auto& [part, value] : loss.parts) {
    run.loss_names.push_back(part);
    values.push_back(value.detach());
  }
  if (!graph_maker_) {
    run.loss_values = std::move(values);
  } else if (run.loss_values.size() != values.size()) {
    run.loss_values.clear();
    for (const torch::Tensor& value : values) run.loss_values.push_back(value.clone());
  } else {
    // Where a graph writes them, too, whatever ran in between.
    for (std::size_t i = 0; i < values.size(); ++i) run.loss_values[i].copy_(values[i]);
  }
}

NamedValues Trainer::loss_values(const PhaseRun& run) const {
  NamedValues values;
  std::vector<double> numbers;
  if (device_.is_cpu()) {
    for (const torch::Tensor& value : run.loss_values) numbers.push_back(value.item<double>());
  } else {
    // All at once: each trip from the device waits for what it was asked before.
    std::vector<torch::Tensor> doubles;
    for (const torch::Tensor& value : run.loss_values) doubles.push_back(value.to(torch::kFloat64).view({}));
    const torch::Tensor here = torch::stack(doubles).cpu();
    numbers.assign(here.data_ptr<double>(), here.data_ptr<double>() + here.numel());
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) values.emplace_back(run.loss_names[i], numbers[i]);
  return values;
}

void Trainer::update(std::size_t phase_index, int rank) {
  torch::Tensor& parameters = const_cast<torch::Tensor&>(state_->parameters().flat());
  const int pieces = team_->size() * layout_.threads;
  at::parallel_for(0, layout_.threads, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t t = first; t < last; ++t) {
      optimizers_[phase_index].step_piece(parameters, *gradients_, rank * layout_.threads + static_cast<int>(t), pieces,
                                          rounded_);
    }
  });
}

void Trainer::run_phase(int rank, std::size_t phase_index, const Draw& draw) {
  backward(rank, phase_index, draw);
  team_->barrier(rank, [&] { optimizers_[phase_index].begin(); });  // every gradient is there
  lap(rank, StepClock::wait);
  update(phase_index, rank);
  team_->barrier(rank);  // every parameter is new
  lap(rank, StepClock::optimizer);
  gradients_->forget(static_cast<std::size_t>(rank));
  if (rank == 0) {
    state_->parameters().touch();
    rounded_stamp_ = state_->parameters().stamp();
  }
  Replica& replica = replicas_[static_cast<std::size_t>(rank)];
  const Phase& phase = replica.phases[phase_index];
  // A phase that ran on the first replica alone is finished there, too, and its buffers are what the others get.
  const bool alone = phase.coupling == Coupling::whole;
  if (phase.after && (!alone || rank == 0)) {
    torch::NoGradGuard no_grad;
    const ReplicaTeam::Solo solo(*team_, rank, alone);
    StepContext context{
        {}, {}, {}, static_cast<std::int64_t>(draw.indices[0].size()), epoch(), *replica.noise, dataset_->train.count};
    phase.after(context);
  }
  team_->barrier(rank);
  if (!alone) return;
  if (rank != 0) state_->copy_buffers_to(*replica.model);
  team_->barrier(rank);  // before the first replica changes them in its next phase
}

void Trainer::round_parameters() {
  const Arena& parameters = state_->parameters();
  // Elsewhere layers round for themselves, see dense().
  if (!device_.is_cpu() || layout_.precision != Precision::bf16) return;
  if (rounded_.defined() && rounded_stamp_ == parameters.stamp()) return;
  rounded_ = parameters.flat().to(torch::kBFloat16);
  rounded_stamp_ = parameters.stamp();
}

NamedValues Trainer::step() {
  round_parameters();
  struct Due {
    std::size_t phase;
    Draw draw;
  };
  if (halve_rate_epochs_ > 0) set_rates();
  const std::vector<std::int64_t> first = stream(0).next();
  std::vector<Due> due;
  std::vector<std::int64_t> images_of_phase(replicas_[0].phases.size(), 0);
  for (std::size_t p = 0; p < replicas_[0].phases.size(); ++p) {
    const Phase& phase = replicas_[0].phases[p];
    if (steps_ % phase.every != 0) continue;
    for (int r = 0; r < phase.repeats; ++r) {
      due.push_back({p, draw(p, r)});
      if (due.back().draw.streams[0] == 0) due.back().draw.indices[0] = first;
    }
    images_of_phase[p] = static_cast<std::int64_t>(due.back().draw.indices[0].size());
  }
  clock_.start();
  team_->run([&](int rank) {
    for (const Due& item : due) run_phase(rank, item.phase, item.draw);
  });
  ++steps_;
  return collect_losses(images_of_phase);
}

NamedValues Trainer::collect_losses(const std::vector<std::int64_t>& images_of_phase) const {
  NamedValues values;
  for (std::size_t p = 0; p < images_of_phase.size(); ++p) {
    if (images_of_phase[p] == 0) continue;  // the phase was not due
    NamedValues sums = replicas_[0].runs[p].losses;
    for (std::size_t r = 1; r < replicas_.size(); ++r) {
      const NamedValues& more = replicas_[r].runs[p].losses;
      for (std::size_t i = 0; i < more.size(); ++i) sums[i].second += more[i].second;
    }
    for (auto& [name, value] : sums) values.emplace_back(name, value / static_cast<double>(images_of_phase[p]));
  }
  return values;
}

}  // namespace zscope
