#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include "app/number_range.h"
#include "app/saved_run.h"
#include "app/settings_option.h"
#include "app/terminal.h"
#include "base/process.h"
#include "base/quantiles.h"
#include "explore/path.h"

namespace zscope {
namespace {

using Clock = std::chrono::steady_clock;

struct BenchOptions {
  std::string data = "digits";
  std::string model;
  std::string preset;
  std::string device = "auto";
  std::vector<std::string> settings;
  int threads = 0;
  double seconds = 3;
  bool json = false;
  bool scaling = false;
  DataChoices choices;
};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Result {
  std::string model, preset, device;
  std::int64_t parameters = 0;
  std::int64_t steps = 0;
  double images_per_second = 0;
  Quantiles step;                               ///< milliseconds
  StepParts parts;                              ///< of all the steps
  double gflops = 0;                            ///< in products of matrices, per second of training
  Quantiles decode_one;                         ///< milliseconds, one picture
  Quantiles decode_grid;                        ///< milliseconds, 64 pictures
  double snapshot = 0;                          ///< milliseconds, median
  double peak = 0;                              ///< GFLOP/s of large products in the precision it trains in; 0: unknown
  double memory = 0;                            ///< MB that the process took at most while it trained this model
  std::vector<std::pair<int, double>> scaling;  ///< images per second by threads, the most threads last
};

/// Milliseconds of decoding `count` points, new ones each time.
Quantiles time_decoding(Explorer& explorer, int count, int latent_dim, int classes) {
  std::vector<double> times;
  for (int round = 0; round < 60; ++round) {
    DecodeQuestion question{
        .count = count, .codes = sample_prior(count, latent_dim, 1 + round), .labels = {}, .columns = 0};
    if (classes > 0) question.labels.assign(count, round % classes);
    Progress progress;
    const auto start = Clock::now();
    explorer.answer(Question{.subject = {}, .what = std::move(question)}, progress);
    if (round >= 10) times.push_back(milliseconds_since(start));
  }
  return quantiles(std::move(times));
}

void time_training(Engine& engine, double seconds, Result& result) {
  // The first steps allocate and warm the caches.
  for (const auto start = Clock::now(); milliseconds_since(start) < 200 * seconds || engine.steps_done() < 3;)
    engine.step();
  std::vector<double> times;
  engine.step_parts();
  const auto start = Clock::now();
  while (milliseconds_since(start) < 1000 * seconds || times.size() < 3) {
    const auto step = Clock::now();
    engine.step();
    times.push_back(milliseconds_since(step));
  }
  const double total = std::accumulate(times.begin(), times.end(), 0.0);
  result.steps = static_cast<std::int64_t>(times.size());
  result.images_per_second = 1000.0 * static_cast<double>(result.steps * engine.images_per_step()) / total;
  result.step = quantiles(std::move(times));
  result.parts = engine.step_parts();
  result.gflops = 1e-6 * result.parts.product_flops / total;
}

/// 1, 2, 4 and so on, below all that are used.
std::vector<int> fewer_threads(int asked) {
  const int all = asked > 0 ? asked : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<int> counts;
  for (int threads = 1; threads < all; threads *= 2) counts.push_back(threads);
  return counts;
}

Result measure(Backend& backend, const ModelInfo& model, const std::shared_ptr<const Dataset>& dataset,
               const BenchOptions& options) {
  const Preset* usual = default_preset(model, dataset->shape.points());
  const std::string preset = !options.preset.empty() || !usual ? options.preset : usual->name;
  RunSpec spec{.model = model.name,
               .preset = preset,
               .settings = resolve_settings(model, preset, parse_settings(options.settings)),
               .shape = dataset->shape,
               .classes = static_cast<int>(dataset->class_names.size()),
               .seed = 1,
               .threads = options.threads,
               .device = options.device,
               .measured = {}};
  Result result;
  result.model = model.name;
  result.preset = spec.preset;
  for (const int threads : options.scaling ? fewer_threads(options.threads) : std::vector<int>{}) {
    RunSpec fewer = spec;
    fewer.threads = threads;
    Result alone;
    time_training(*backend.make_engine(fewer, dataset), options.seconds, alone);
    result.scaling.emplace_back(threads, alone.images_per_second);
  }
  reset_peak_memory();
  const auto engine = backend.make_engine(spec, dataset);
  result.parameters = engine->parameter_count();
  const auto measured = engine->measured();
  const auto precision = measured.find("precision");
  if (precision != measured.end() && engine->device().starts_with("CPU")) {
    const auto number = [&](const char* name) { return std::max(1, std::atoi(measured.at(name).c_str())); };
    const int threads = number("replicas") * number("threads_per_replica");
    result.peak = backend.product_peak(precision->second, threads);
    time_training(*engine, options.seconds, result);
    if (options.scaling) result.scaling.emplace_back(threads, result.images_per_second);
  } else {
    time_training(*engine, options.seconds, result);
  }
  result.device = engine->device();

  std::vector<double> snapshots;
  std::shared_ptr<const Snapshot> snapshot;
  for (int round = 0; round < 9; ++round) {
    const auto start = Clock::now();
    snapshot = engine->snapshot();
    snapshots.push_back(milliseconds_since(start));
  }
  result.snapshot = quantiles(std::move(snapshots)).median;
  result.memory = peak_memory();
  if (model.capabilities.decode) {
    const auto explorer = backend.make_explorer(spec, dataset);
    explorer->load(*snapshot);
    const int latent_dim = latent_dim_of(model, spec.settings, spec.shape, spec.classes);
    const int classes = model.capabilities.takes_labels ? spec.classes : 0;
    result.decode_one = time_decoding(*explorer, 1, latent_dim, classes);
    result.decode_grid = time_decoding(*explorer, 64, latent_dim, classes);
  }
  return result;
}

nlohmann::ordered_json to_json(const Result& result) {
  auto scaling = nlohmann::ordered_json::array();
  for (const auto& [threads, speed] : result.scaling) {
    scaling.push_back({{"threads", threads}, {"images_per_second", speed}});
  }
  return {{"model", result.model},
          {"preset", result.preset},
          {"device", result.device},
          {"parameters", result.parameters},
          {"steps", result.steps},
          {"images_per_second", result.images_per_second},
          {"step_parts_seconds", result.parts.seconds},
          {"product_gflops", result.gflops},
          {"peak_gflops", result.peak},
          {"peak_memory_megabytes", result.memory},
          {"scaling", scaling},
          {"step_milliseconds", {{"median", result.step.median}, {"p95", result.step.p95}}},
          {"snapshot_milliseconds", result.snapshot},
          {"decode_1_milliseconds", {{"median", result.decode_one.median}, {"p95", result.decode_one.p95}}},
          {"decode_64_milliseconds", {{"median", result.decode_grid.median}, {"p95", result.decode_grid.p95}}}};
}

void print_head() {
  fmt::print("{:<10} {:<16} {:>11} {:>9} {:>14} {:>14} {:>16} {:>17}\n", "model", "preset", "parameters", "images/s",
             "step ms (p95)", "snapshot ms", "decode 1 (p95)", "decode 64 (p95)");
}

void print_row(const Result& result) {
  const auto pair = [](const Quantiles& q) {
    return q.count > 0 ? fmt::format("{:.2f} ({:.2f})", q.median, q.p95) : std::string("-");
  };
  fmt::print("{:<10} {:<16} {:>11} {:>9} {:>14} {:>14.2f} {:>16} {:>17}\n", result.model, result.preset,
             grouped(result.parameters), grouped(static_cast<std::int64_t>(result.images_per_second)),
             pair(result.step), result.snapshot, pair(result.decode_one), pair(result.decode_grid));
  double whole = 0;
  for (const auto& part : result.parts.seconds) whole += part.second;
  fmt::print("  {}: {:.0f} GFLOP/s in products", result.device, result.gflops);
  if (result.peak > 0) fmt::print(", {:.0f} % of the best this machine does", 100 * result.gflops / result.peak);
  fmt::print("; a step is");
  for (const auto& [name, seconds] : result.parts.seconds) fmt::print(" {:.0f} % {}", 100 * seconds / whole, name);
  fmt::print("; {:.0f} MB at most\n", result.memory);
  for (const auto& [threads, speed] : result.scaling) {
    fmt::print("  {} {}: {} images/s, {:.2f} times one\n", threads, threads == 1 ? "thread" : "threads",
               grouped(static_cast<std::int64_t>(speed)), speed / result.scaling.front().second);
  }
  std::fflush(stdout);
}

void bench(const Program& program, const BenchOptions& options) {
  const auto backend = program.make_backend();
  backend->enter_thread(Urgency::usual);
  std::vector<ModelInfo> models = backend->models();
  if (!options.model.empty()) models = {find_model(*backend, options.model)};
  const auto dataset = load_data(program, options.data, options.choices);
  auto list = nlohmann::ordered_json::array();
  if (!options.json) print_head();
  for (const ModelInfo& model : models) {
    const Result result = measure(*backend, model, dataset, options);
    list.push_back(to_json(result));
    if (!options.json) print_row(result);
  }
  if (options.json) {
    nlohmann::ordered_json out{{"version", program.version}, {"data", dataset->name}, {"models", list}};
    fmt::print("{}\n", out.dump(2));
  }
}

}  // namespace

void add_bench(CLI::App& parent, Program& program) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App& command = add_command(parent, program, "bench", "Measure training and decoding on this machine");
  command.add_option("--model", options->model, "One model; left out: all");
  auto* preset = command.add_option("--preset", options->preset, "One of the model's presets");
  preset->needs("--model");
  command.add_option("--data", options->data, "A data set's name or a path")->capture_default_str();
  add_picture_folder_options(command, options->choices);
  command.add_option("--seconds", options->seconds, "How long each model trains")
      ->check(number_from(0.01, 600))
      ->capture_default_str();
  add_settings_option(command, options->settings);
  add_machine_options(command, options->threads, options->device);
  command.add_flag("--scaling", options->scaling, "Train with fewer threads, too: 1, 2, 4 and so on");
  command.add_flag("--json", options->json, "Print JSON");
  command.require_subcommand(0, 1);
  add_bench_quality(command, program);
  if (program.window.bench) program.window.bench(command, program);
  command.callback([options, &program, &command] {
    if (command.get_subcommands().empty()) bench(program, *options);
  });
}

}  // namespace zscope
