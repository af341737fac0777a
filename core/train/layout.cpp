#include "train/layout.h"

#include "base/error.h"
#include "train/trainer.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>
#include <vector>

namespace zscope {
namespace {

constexpr const char *kReplicas = "replicas", *kThreads = "threads_per_replica", *kPrecision = "precision";
// Parts of the time of what is there already. Split operations wait for each other hundreds of times a step and suffer
// most when a window draws on the same cores.
constexpr double kWorthRounding = 0.9, kWorthSplitting = 0.8;

/// The setting's word; runs older than it have none.
std::string word(const RunSpec& spec, const std::string& setting) {
  const auto found = spec.settings.find(setting);
  return found == spec.settings.end() ? "auto" : found->second;
}

/// What run.json says was measured, a number of threads.
int count_from(const char* name, const std::string& text) {
  constexpr int kMost = 1024;
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 1 || count > kMost) {
    fail("run.json is broken: {} cannot be {}; it must be a whole number from 1 to {}.", name, text, kMost);
  }
  return count;
}

int cores_of(const RunSpec& spec) {
  return spec.threads > 0 ? spec.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Seconds of a usual step.
double step_seconds(RunSpec spec, const std::shared_ptr<const Dataset>& dataset, const Layout& layout) {
  using Clock = std::chrono::steady_clock;
  constexpr int kWarm = 2, kWarmDevice = 6, kFewest = 2, kMost = 25;  // a device records its steps first
  constexpr auto kLongest = std::chrono::milliseconds(120);
  const int warm = training_device(spec).is_cpu() ? kWarm : kWarmDevice;
  write_layout(layout, spec.measured);
  Trainer trainer(std::move(spec), dataset);
  for (int step = 0; step < warm; ++step) trainer.step();
  std::vector<double> times;
  const auto begin = Clock::now();
  while (static_cast<int>(times.size()) < kFewest ||
         (static_cast<int>(times.size()) < kMost && Clock::now() - begin < kLongest)) {
    const auto start = Clock::now();
    trainer.step();
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + static_cast<long>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

bool can_round(torch::Device device) { return !device.is_cpu() || has_fast_bf16(); }

}  // namespace

torch::Device training_device(const RunSpec& spec) {
  const auto measured = spec.measured.find("device");
  return choose_device(measured == spec.measured.end() ? spec.device : measured->second);
}

Layout layout_of(const RunSpec& spec) {
  const torch::Device device = training_device(spec);
  Layout layout;
  const auto measured = [&](const char* name, int otherwise) {
    const auto found = spec.measured.find(name);
    return found == spec.measured.end() ? otherwise : count_from(name, found->second);
  };
  const bool operations = word(spec, "parallel") == "operations";
  layout.replicas = measured(kReplicas, operations ? 1 : cores_of(spec));
  layout.threads = measured(kThreads, operations && !spec.measured.contains(kReplicas) ? cores_of(spec) : 1);
  const auto precision = spec.measured.find(kPrecision);
  const std::string asked = precision == spec.measured.end() ? word(spec, "precision") : precision->second;
  if (asked != "auto") layout.precision = precision_from_name(asked);
  if (!can_round(device)) layout.precision = Precision::fp32;
  // A device shares out the work by itself.
  return device.is_cpu() ? layout : Layout{.precision = layout.precision};
}

void write_layout(const Layout& layout, std::map<std::string, std::string>& measured) {
  measured[kReplicas] = std::to_string(layout.replicas);
  measured[kThreads] = std::to_string(layout.threads);
  measured[kPrecision] = name_of(layout.precision);
}

RunSpec with_measured_layout(RunSpec spec, const std::shared_ptr<const Dataset>& dataset) {
  if (spec.measured.contains(kReplicas)) return spec;
  Layout best = layout_of(spec);
  const int cores = cores_of(spec);
  const torch::Device device = training_device(spec);
  const bool split = device.is_cpu() && word(spec, "parallel") == "auto" && cores > 1;
  const bool round = word(spec, "precision") == "auto" && can_round(device);
  if (split || round) {
    double least = step_seconds(spec, dataset, best);
    const auto consider = [&](const Layout& other, double worth) {
      const double seconds = step_seconds(spec, dataset, other);
      if (seconds > worth * least) return;
      best = other;
      least = seconds;
    };
    try {
      if (round) consider({best.replicas, best.threads, Precision::bf16}, kWorthRounding);
    } catch (const c10::Error&) {
      if (device.is_cpu()) throw;  // an older GPU knows no bf16
    }
    if (split) consider({1, cores, best.precision}, kWorthSplitting);
  }
  write_layout(best, spec.measured);
  return spec;
}

}  // namespace zscope
