#include "core/fake_engine.h"

#include "base/error.h"

#include <cmath>
#include <cstring>
#include <thread>
#include <utility>

namespace zscope {
namespace {

template <typename T>
std::vector<std::byte> bytes_of(const std::vector<T>& values) {
  std::vector<std::byte> out(values.size() * sizeof(T));
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

NamedTensor tensor(const std::string& name, const std::vector<float>& values) {
  return {name, "F32", {static_cast<std::int64_t>(values.size())}, bytes_of(values)};
}

void read_tensor(const Checkpoint& checkpoint, const std::string& name, std::vector<float>& values) {
  for (const NamedTensor& found : checkpoint.tensors) {
    if (found.name != name) continue;
    if (found.data.size() != values.size() * sizeof(float)) {
      fail("The checkpoint's tensor {} has {} bytes where the model wants {}.", name, found.data.size(),
           values.size() * sizeof(float));
    }
    std::memcpy(values.data(), found.data.data(), found.data.size());
    return;
  }
  fail("The checkpoint has no tensor {}.", name);
}

double number(const Settings& settings, const std::string& name) { return std::stod(settings.at(name)); }

}  // namespace

std::vector<float> unit_picture(const Dataset& dataset, const Split& split, std::int64_t index) {
  if (dataset.shape.points()) {
    std::vector<float> out;
    for (const float value : dataset.point(split, index)) {
      out.push_back(static_cast<float>((value / dataset.shape.reach + 1) / 2));
    }
    return out;
  }
  const auto bytes = dataset.picture(split, index);
  std::vector<float> out(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) out[i] = static_cast<float>(bytes[i]) / 255;
  return out;
}

void parameters_from(const Snapshot& snapshot, LinearModel& model) {
  if (snapshot.parameters.size() != model.parameters.size() * sizeof(float)) fail("The snapshot is of another model.");
  std::memcpy(model.parameters.data(), snapshot.parameters.data(), snapshot.parameters.size());
}

void parameters_from(const Checkpoint& checkpoint, LinearModel& model) {
  read_tensor(checkpoint, "model/all", model.parameters);
}

FakeEngine::FakeEngine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset, FakeOptions options,
                       std::atomic<int>& alive)
    : spec_(spec), dataset_(std::move(dataset)), options_(options), alive_(alive), owner_(std::this_thread::get_id()) {
  model_ = LinearModel(static_cast<int>(dataset_->shape.size()), static_cast<int>(number(spec.settings, "latent_dim")),
                       spec.seed);
  first_moment_.assign(model_.parameters.size(), 0.0f);
  second_moment_.assign(model_.parameters.size(), 0.0f);
  batch_size_ =
      std::min<std::int64_t>(static_cast<std::int64_t>(number(spec.settings, "batch_size")), dataset_->train.count);
  ++alive_;
}

FakeEngine::~FakeEngine() {
  check_thread();
  --alive_;
}

void FakeEngine::check_thread() const {
  if (std::this_thread::get_id() != owner_) std::abort();  // the contract: made, used and destroyed on one thread
}

std::int64_t FakeEngine::steps_per_epoch() const { return dataset_->train.count / batch_size_; }

NamedValues FakeEngine::step() {
  check_thread();
  if (options_.step_time.count() > 0) std::this_thread::sleep_for(options_.step_time);
  if (steps_ + 1 == options_.throw_at_step) fail("The fake engine was told to fail at step {}.", steps_ + 1);
  const std::int64_t epoch = steps_ / steps_per_epoch();
  if (epoch != order_epoch_) {
    order_ = epoch_order(dataset_->train.count, spec_.seed, epoch);
    order_epoch_ = epoch;
  }
  const std::int64_t first = steps_ % steps_per_epoch() * batch_size_;
  std::vector<float> gradient(model_.parameters.size(), 0.0f);
  std::vector<float> noise(model_.latent_dim);
  LinearModel::Loss sum;
  const std::uint64_t key = mix(spec_.seed + 77, static_cast<std::uint64_t>(steps_));
  for (std::int64_t i = 0; i < batch_size_; ++i) {
    for (std::size_t k = 0; k < noise.size(); ++k) noise[k] = normal(key, i * noise.size() + k);
    const auto picture = unit_picture(*dataset_, dataset_->train, order_[first + i]);
    const auto loss = model_.add_gradient(picture.data(), noise, number(spec_.settings, "beta"), gradient);
    sum.reconstruction += loss.reconstruction / static_cast<double>(batch_size_);
    sum.kl += loss.kl / static_cast<double>(batch_size_);
  }
  ++steps_;
  adam(gradient);
  return named(sum);
}

void FakeEngine::adam(const std::vector<float>& gradient) {
  const auto rate = static_cast<float>(number(spec_.settings, "learning_rate"));
  const float first_bias = 1 - std::pow(0.9f, static_cast<float>(steps_));
  const float second_bias = 1 - std::pow(0.999f, static_cast<float>(steps_));
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const float g = gradient[i] / static_cast<float>(batch_size_);
    first_moment_[i] = 0.9f * first_moment_[i] + 0.1f * g;
    second_moment_[i] = 0.999f * second_moment_[i] + 0.001f * g * g;
    model_.parameters[i] -=
        rate * (first_moment_[i] / first_bias) / (std::sqrt(second_moment_[i] / second_bias) + 1e-8f);
  }
}

NamedValues FakeEngine::named(const LinearModel::Loss& loss) const {
  if (spec_.model == "linear-gan") return {{"discriminator", loss.kl}, {"generator", loss.reconstruction}};
  const double total = loss.reconstruction + number(spec_.settings, "beta") * loss.kl;
  return {{"loss", total}, {"reconstruction", loss.reconstruction}, {"kl", loss.kl}};
}

NamedValues FakeEngine::evaluate(const Progress& progress) {
  check_thread();
  if (spec_.model == "linear-gan") return {};
  LinearModel::Loss mean;
  for (std::int64_t i = 0; i < dataset_->test.count; ++i) {
    progress.throw_if_cancelled();
    const auto loss = model_.loss(unit_picture(*dataset_, dataset_->test, i).data());
    mean.reconstruction += loss.reconstruction / static_cast<double>(dataset_->test.count);
    mean.kl += loss.kl / static_cast<double>(dataset_->test.count);
  }
  return named(mean);
}

void FakeEngine::set(const std::string& name, const std::string& value) {
  check_thread();
  if (name != "learning_rate" && name != "beta") misuse("The setting {} cannot change while training runs.", name);
  spec_.settings[name] = value;
}

std::shared_ptr<const Snapshot> FakeEngine::snapshot() {
  check_thread();
  auto out = std::make_shared<Snapshot>();
  out->step = steps_;
  out->epoch = static_cast<double>(steps_) / static_cast<double>(steps_per_epoch());
  out->parameters = bytes_of(model_.parameters);
  return out;
}

bool FakeEngine::finite() {
  check_thread();
  for (const float value : model_.parameters) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

Checkpoint FakeEngine::checkpoint() {
  check_thread();
  Checkpoint out;
  out.step = steps_;
  out.tensors = {tensor("model/all", model_.parameters), tensor("optimizer/all/first", first_moment_),
                 tensor("optimizer/all/second", second_moment_)};
  out.metadata["step"] = std::to_string(steps_);
  return out;
}

void FakeEngine::restore(const Checkpoint& checkpoint) {
  check_thread();
  read_tensor(checkpoint, "model/all", model_.parameters);
  read_tensor(checkpoint, "optimizer/all/first", first_moment_);
  read_tensor(checkpoint, "optimizer/all/second", second_moment_);
  steps_ = checkpoint.step;
}

}  // namespace zscope
