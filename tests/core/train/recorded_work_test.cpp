#include "train/recorded_work.h"

#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/device.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"
#include "train/host_talk.h"

#include <ATen/record_function.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <vector>

using namespace zscope;

namespace {

/// The operations that LibTorch was asked for on this thread, with the numbers that the host gave them. What operations
/// ask for in turn is the processor's affair.
std::vector<std::string>* trace = nullptr;
int depth = 0;

bool counts(const at::RecordFunction& operation) { return std::string_view(operation.name()).starts_with("aten::"); }

std::string number_in(const c10::IValue& value) {
  if (value.isDouble()) return fmt::format(" {}", value.toDouble());
  if (value.isInt()) return fmt::format(" {}", value.toInt());
  if (value.isScalar()) return fmt::format(" {}", value.toScalar().toDouble());
  return {};
}

std::unique_ptr<at::ObserverContext> note(const at::RecordFunction& operation) {
  if (!counts(operation) || depth++ > 0) return nullptr;
  std::string line = operation.name();
  // The processor's own passes give their sums so; a device has other ones.
  if (line == "aten::scalar_tensor") return nullptr;
  for (const c10::IValue& value : operation.inputs()) line += number_in(value);
  trace->push_back(line);
  return nullptr;
}

std::vector<std::string> operations_of(const std::function<void()>& work) {
  std::vector<std::string> operations;
  trace = &operations;
  const auto end = [](const at::RecordFunction& operation, at::ObserverContext*) { depth -= counts(operation); };
  const auto handle = at::addThreadLocalCallback(
      at::RecordFunctionCallback(note, end).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
  work();
  at::removeCallback(handle);
  return operations;
}

/// What a device keeps of work would do what it did then. This one does the work again and fails the test where it is
/// not what it was: other operations, or other numbers from the host.
class PretendGraph : public DeviceGraph {
 public:
  explicit PretendGraph(int& replays) : replays_(replays) {}
  void capture(const std::function<void()>& work) override { work_ = work; }
  void replay() override {
    const std::vector<std::string> operations = operations_of(work_);
    if (++replays_ == 1 || kept_.empty()) kept_ = operations;
    const auto [now, then] = std::mismatch(operations.begin(), operations.end(), kept_.begin(), kept_.end());
    CHECK((now == operations.end() ? "" : *now) == (then == kept_.end() ? "" : *then));
  }

 private:
  int& replays_;
  std::function<void()> work_;
  std::vector<std::string> kept_;
};

struct Pretence {
  int replays = 0;
  GraphMaker maker() {
    return [this](Noise&) { return std::make_unique<PretendGraph>(replays); };
  }
};

/// Counts how often it is asked to record, and cannot.
class BrokenGraph : public DeviceGraph {
 public:
  void capture(const std::function<void()>&) override { throw std::runtime_error("no room"); }
  void replay() override { FAIL("there is nothing to replay"); }
};

/// Two trainers of one run, of which the second has its steps recorded.
struct SideBySide {
  SideBySide(const RunSpec& spec, const std::shared_ptr<const Dataset>& dataset)
      : plain(spec, dataset), recorded(spec, dataset) {
    recorded.record_with(pretence.maker());
  }
  /// Fails the test where their losses differ.
  void steps(int count) {
    for (int step = 0; step < count; ++step) CHECK(plain.step() == recorded.step());
  }
  bool same_weights() const { return plain.state().parameters().flat().equal(recorded.state().parameters().flat()); }

  Pretence pretence;  // outlives the graphs that count in it
  Trainer plain, recorded;
};

std::string reasons(const Trainer& trainer) {
  std::string out;
  for (const auto& [phase, why] : trainer.unrecorded_phases()) out += phase + ": " + why + "\n";
  return out;
}

Noise& noise() {
  static Noise noise(torch::kCPU, 1);
  return noise;
}

}  // namespace

TEST_CASE("work is done as it is three times, then replayed, another size is done as it is") {
  Pretence pretence;
  RecordedWork work(pretence.maker());
  int done = 0;
  const auto count = [&] {
    ++done;
    return true;
  };
  for (int i = 0; i < 3; ++i) work.run({64}, noise(), count);
  CHECK(!work.recorded());
  for (int i = 0; i < 4; ++i) work.run({64}, noise(), count);
  CHECK(work.recorded());
  CHECK(pretence.replays == 4);
  work.run({17}, noise(), count);
  CHECK(pretence.replays == 4);
  work.run({64}, noise(), count);
  CHECK(pretence.replays == 5);
  CHECK(done == 9);
}

TEST_CASE("work that changes from one time to the next is recorded once it has stopped to") {
  Pretence pretence;
  RecordedWork work(pretence.maker());
  int done = 0;
  for (int i = 0; i < 10; ++i) work.run({1}, noise(), [&] { return ++done > 6; });
  CHECK(work.recorded());
  CHECK(pretence.replays == 1);
}

TEST_CASE("work in which the host has a part is not recorded, and says which operation it was") {
  Pretence pretence;
  const torch::Tensor number = torch::ones({1});
  const auto asking = [&] { return number.item<float>() > 0; };
  CHECK(host_talk_in([&] { asking(); }) == "aten::_local_scalar_dense");
  CHECK(host_talk_in([&] { (number + number).sum(); }).empty());
  CHECK(host_talk_in([&] { number.masked_select(number > 0); }) == "aten::masked_select");
  RecordedWork work(pretence.maker());
  for (int i = 0; i < 6; ++i) work.run({1}, noise(), asking);
  CHECK(!work.recorded());
  CHECK(work.refused() == "aten::_local_scalar_dense");
}

TEST_CASE("what the host asks for in a backward pass counts") {
  struct Asks : torch::autograd::Function<Asks> {
    static torch::Tensor forward(torch::autograd::AutogradContext*, const torch::Tensor& x) { return x * 2; }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                   const torch::autograd::variable_list& gradients) {
      return {gradients[0] * gradients[0].item<double>()};
    }
  };
  const torch::Tensor x = torch::ones({}).requires_grad_(true);
  CHECK(host_talk_in([&] { Asks::apply(x).backward(); }) == "aten::_local_scalar_dense");
}

TEST_CASE("what a device cannot record is done as it is, with noise that no half-made graph knows of") {
  RecordedWork work([](Noise&) { return std::make_unique<BrokenGraph>(); });
  Noise drawn(torch::kCPU, 5), same(torch::kCPU, 5);
  const torch::Generator before = drawn.generator();
  for (int i = 0; i < 6; ++i) {
    torch::Tensor values;
    work.run({1}, drawn, [&] {
      values = drawn.normal({3});
      return true;
    });
    CHECK(values.equal(same.normal({3})));
  }
  CHECK(!work.recorded());
  CHECK(work.refused() == "no room");
  CHECK(drawn.generator() != before);
}

TEST_CASE("nothing is recorded while others ask the device for memory") {
  Pretence pretence;
  RecordedWork work(pretence.maker());
  const auto nothing = [] { return true; };
  std::shared_lock other(device_gate());
  for (int i = 0; i < 5; ++i) work.run({1}, noise(), nothing);
  CHECK(!work.recorded());
  CHECK(work.refused().empty());
  other.unlock();
  work.run({1}, noise(), nothing);
  CHECK(work.recorded());
}

TEST_CASE("a model whose steps are recorded trains as one whose steps are not, whichever it is") {
  enter_torch_thread();
  for (const ModelEntry& entry : model_registry()) {
    CAPTURE(entry.info.name);
    const auto dataset = toy_pictures(ImageShape{1, 28, 28});
    SideBySide both(small_run(entry.info.name, *dataset, 1), dataset);
    both.steps(14);
    CHECK(both.same_weights());
    // A book's codes move by what its loss has noted, on the host's side.
    CHECK(reasons(both.recorded) == (entry.info.name == "vq-vae" ? "autoencoder: \n" : ""));
  }
}

TEST_CASE("players who wait for each other, and a KL that warms up, are recorded as well, the latter once it has") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 30);
  const auto recorded_after = [&](const std::string& model, const Settings& settings, int steps) {
    SideBySide both(small_run(model, *dataset, 1, settings), dataset);
    both.steps(steps);
    return both.recorded.unrecorded_phases().empty();
  };
  CHECK(recorded_after("vae-gan", {{"balance", "0.3"}}, 8));
  // Three steps an epoch.
  CHECK_FALSE(recorded_after("vae-fc", {{"warmup_epochs", "2"}}, 8));
  CHECK(recorded_after("vae-fc", {{"warmup_epochs", "2"}}, 12));
}

TEST_CASE("what a model may be set to besides is recorded, too") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 93);
  const std::vector<std::pair<std::string, Settings>> ways = {
      {"aae", {{"prior", "mixture"}}},
      {"aae", {{"supervision", "semi-supervised"}, {"labelled", "20"}}},
      {"gan", {{"objective", "wgan-gp"}, {"critic_steps", "2"}}},
      {"dcgan", {{"r1", "1"}, {"discriminator_norm", "spectral"}}},
      {"vae-fc", {{"likelihood", "gaussian-pixel"}, {"kl", "monte-carlo"}}},
      {"vae-conv", {{"gamma", "10"}, {"capacity", "5"}, {"capacity_epochs", "1"}}},
      {"vae-fc", {{"binarize", "dynamic"}, {"halve_rate_epochs", "1"}}}};
  for (const auto& [model, settings] : ways) {
    CAPTURE(model);
    SideBySide both(small_run(model, *dataset, 1, settings), dataset);
    both.steps(24);  // every tenth batch is smaller than the others
    CHECK(reasons(both.recorded) == "");
  }
}

TEST_CASE("after a recording that went wrong every phase goes on as it was") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  SideBySide both(small_run("gan", *dataset, 1), dataset);
  int made = 0;
  both.recorded.record_with([&](Noise& of) -> std::unique_ptr<DeviceGraph> {
    if (++made == 2) return std::make_unique<BrokenGraph>();
    return both.pretence.maker()(of);
  });
  both.steps(8);
  CHECK(made == 2);
  CHECK(both.pretence.replays == 1);
  CHECK(reasons(both.recorded) == "discriminator: no room\ngenerator: no room\n");
  CHECK(both.same_weights());
}

TEST_CASE("replicas, which wait for each other, are not recorded") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  Trainer two(small_run("vae-fc", *dataset, 2), dataset);
  Pretence pretence;
  CHECK_THROWS_AS(two.record_with(pretence.maker()), std::logic_error);
}

TEST_CASE("a setting changed while steps are recorded reaches the next step") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 12, 12});
  SideBySide both(small_run("vae-fc", *dataset, 1), dataset);
  both.steps(6);
  CHECK(both.recorded.unrecorded_phases().empty());
  both.plain.set("beta", "20");
  both.recorded.set("beta", "20");
  both.steps(6);
  CHECK(both.recorded.unrecorded_phases().empty());
}
