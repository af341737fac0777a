#include "app/commands/window_commands.h"

#include "app/interrupts.h"
#include "app/number_range.h"
#include "app/saved_run.h"
#include "app/session_options.h"
#include "app/settings_option.h"
#include "app/terminal.h"
#include "app/timings.h"
#include "app/window_bench.h"
#include "app/window_size.h"
#include "base/error.h"
#include "base/quantiles.h"
#include "ui/embedded.h"
#include "ui/preferences.h"
#include "ui/workspace.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace fs = std::filesystem;

namespace zscope {
namespace {

struct Options : app::WindowBenchOptions {
  std::vector<std::string> settings;
  std::string size = "1280x800";
  bool json = false;
};

/// A folder for the run that is measured, gone with this.
class ScratchRuns {
 public:
  explicit ScratchRuns(const fs::path& parent)
      : path(parent / fmt::format("bench-window-{}", static_cast<long>(::getpid()))) {
    fs::create_directories(path);
  }
  ~ScratchRuns() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  ScratchRuns(const ScratchRuns&) = delete;
  ScratchRuns& operator=(const ScratchRuns&) = delete;

  const fs::path path;
};

/// Of training speed, or of the processor time that training gets, in percent; one for each round in which both turns
/// were measured.
std::vector<double> losses(const std::vector<app::WindowTurn>& alone, const std::vector<app::WindowTurn>& turns,
                           double (*of)(const app::WindowTurn&)) {
  std::vector<double> lost;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (of(alone[i]) > 0 && of(turns[i]) > 0) lost.push_back(100 * (1 - of(turns[i]) / of(alone[i])));
  }
  return lost;
}

double speed(const app::WindowTurn& turn) { return turn.images_per_second; }

double training_time(const app::WindowTurn& turn) {
  const auto found = turn.threads.find("zscope-train");
  return found == turn.threads.end() ? 0 : found->second;
}

/// All that was measured in some turns of the same kind.
struct Gathered {
  Quantiles frames, answers, images;
  std::map<std::string, double> threads;  ///< means
};

Gathered gather(const std::vector<app::WindowTurn>& turns) {
  std::vector<double> frames, answers, images;
  Gathered all;
  for (const app::WindowTurn& turn : turns) {
    frames.insert(frames.end(), turn.frames.begin(), turn.frames.end());
    answers.insert(answers.end(), turn.answers.begin(), turn.answers.end());
    if (turn.images_per_second > 0) images.push_back(turn.images_per_second);
    for (const auto& [name, spent] : turn.threads) all.threads[name] += spent / static_cast<double>(turns.size());
  }
  all.frames = quantiles(std::move(frames));
  all.answers = quantiles(std::move(answers));
  all.images = quantiles(std::move(images));
  return all;
}

nlohmann::ordered_json to_json(const Quantiles& of) {
  if (of.count == 0) return nullptr;
  return {{"count", of.count}, {"median", of.median}, {"p95", of.p95},
          {"p99", of.p99},     {"least", of.least},   {"worst", of.worst}};
}

nlohmann::ordered_json to_json(const Gathered& of) {
  nlohmann::ordered_json json{{"frame_milliseconds", to_json(of.frames)},
                              {"slider_to_picture_milliseconds", to_json(of.answers)},
                              {"images_per_second", to_json(of.images)}};
  for (const auto& [name, spent] : of.threads) {
    if (spent >= 0.05) json["thread_milliseconds_a_second"][name] = spent;
  }
  return json;
}

std::string spread(const Quantiles& of, const char* unit) {
  if (of.count == 0) return "not measured";
  const auto figure = [](double value) {
    return value < 1000 ? fmt::format("{:.1f}", value) : grouped(std::llround(value));
  };
  return fmt::format("{}{} ({} to {})", figure(of.median), unit, figure(of.least), figure(of.worst));
}

void print_turns(const char* what, const Gathered& of) {
  const auto row = [](const char* name, const Quantiles& q) {
    if (q.count == 0) return;
    fmt::print("    {:<18} median {:5.1f} ms, p95 {:5.1f}, p99 {:5.1f}, worst {:5.1f} ({} measured)\n", name, q.median,
               q.p95, q.p99, q.worst, q.count);
  };
  fmt::print("{}\n", what);
  row("frames", of.frames);
  row("slider to picture", of.answers);
  std::string threads;
  for (const auto& [name, spent] : of.threads) {
    if (spent >= 0.5) threads += fmt::format("{}{} {:.0f}", threads.empty() ? "" : ", ", name, spent);
  }
  if (!threads.empty()) fmt::print("    {:<18} {}\n", "ms a second of", threads);
}

void print(const app::WindowFigures& figures, const app::Starts& starts, const Options& options) {
  fmt::print("{} on {}, {} pixels, {}; training on {}\n", options.request.model, options.request.data, options.size,
             figures.renderer, figures.device);
  fmt::print("start: a window after {:.0f} ms, the workspace after {:.0f} ms\n", starts.window, starts.first_frame);
  fmt::print("Train: the first step after {:.2f} s, ", figures.first_step);
  fmt::print("{}\n", figures.trained ? fmt::format("samples of trained weights after {:.2f} s", *figures.trained)
                                     : std::string("samples are not shown"));
  print_turns("dragging a slider, nothing trains", gather({figures.still}));
  print_turns("training alone", gather(figures.alone));
  fmt::print("    {}\n", spread(gather(figures.alone).images, " images/s"));
  const auto beside = [&](const char* what, const std::vector<app::WindowTurn>& turns) {
    print_turns(what, gather(turns));
    fmt::print("    {:<18} {} of its speed, {} of its processor time\n", "training loses",
               spread(quantiles(losses(figures.alone, turns, speed)), " %"),
               spread(quantiles(losses(figures.alone, turns, training_time)), " %"));
  };
  beside("training, nobody touches the window", figures.rested);
  beside("training while a slider is dragged", figures.dragged);
  fmt::print("{:.0f} MB at most\n", figures.memory);
}

nlohmann::ordered_json to_json(const app::WindowFigures& figures, const app::Starts& starts, const Options& options) {
  const auto beside = [&](const std::vector<app::WindowTurn>& turns) {
    auto json = to_json(gather(turns));
    json["training_loses_percent"] = to_json(quantiles(losses(figures.alone, turns, speed)));
    json["training_loses_percent_of_processor_time"] = to_json(quantiles(losses(figures.alone, turns, training_time)));
    return json;
  };
  nlohmann::ordered_json json{{"model", options.request.model},
                              {"data", options.request.data},
                              {"size", options.size},
                              {"renderer", figures.renderer},
                              {"device", figures.device},
                              {"window_milliseconds", starts.window},
                              {"workspace_milliseconds", starts.first_frame},
                              {"first_step_seconds", figures.first_step},
                              {"trained_samples_seconds", nullptr},
                              {"dragged_without_training", to_json(gather({figures.still}))},
                              {"alone", to_json(gather(figures.alone))},
                              {"untouched", beside(figures.rested)},
                              {"dragged", beside(figures.dragged)},
                              {"peak_memory_megabytes", figures.memory}};
  if (figures.trained) json["trained_samples_seconds"] = *figures.trained;
  return json;
}

void bench_window(const Program& program, Options options) {
  const app::WindowOptions size = app::window_of_size(options.size);
  const ui::Words words(ui::embedded("en.json"));
  app::Window window(size);
  window.show_sentence(words("window.loading"), {});
  app::Starts starts;
  starts.window = app::process_milliseconds();
  const auto backend = program.make_backend();
  RunRequest& request = options.request;
  request.data = resolve_data(program, request.data);
  request.settings = parse_settings(options.settings);
  resolve_settings(find_model(*backend, request.model), request.preset, request.settings);
  catch_interrupts();
  const ScratchRuns runs(program.environment.data_home);
  request.directory = runs.path / "run";
  app::WindowFigures figures;
  {
    ProgressBar bar(program.environment.colour);
    options.tell = [&bar](double fraction, const std::string& doing) { bar.show(fraction, doing); };
    SessionOptions scratch = session_options(program.environment, [&window] { window.wake(); });
    scratch.runs = runs.path;
    Session session(backend, scratch);
    ui::Workspace workspace(session, window.graphics(), words,
                            {.preferences = {}, .pictures = runs.path, .home = program.environment.home});
    window.on_first_frame = [&] { starts.first_frame = app::process_milliseconds(); };
    figures = app::measure_window(window, workspace, session, options);
  }
  if (options.json) {
    fmt::print("{}\n", to_json(figures, starts, options).dump(2));
  } else {
    print(figures, starts, options);
  }
}

}  // namespace

void add_bench_window(CLI::App& bench, Program& program) {
  auto options = std::make_shared<Options>();
  RunRequest& request = options->request;
  CLI::App& command =
      add_command(bench, program, "window", "Measure the window: start, frames, sliders, what it costs training");
  command.add_option("--model", request.model, "A model's name; see `zscope models`")->capture_default_str();
  command.add_option("--preset", request.preset, "One of the model's presets");
  command.add_option("--data", request.data, "A data set's name or a path")->capture_default_str();
  add_picture_folder_options(command, request);
  add_settings_option(command, options->settings);
  add_machine_options(command, request.threads, request.device);
  command.add_option("--seconds", options->seconds, "How long each turn of a round takes")
      ->check(number_from(0.1, 600))
      ->capture_default_str();
  command.add_option("--rounds", options->rounds, "How often: training alone, an untouched window, a dragged slider")
      ->check(whole_from(1, 100))
      ->capture_default_str();
  command.add_option("--size", options->size, "The window's size in pixels")->capture_default_str();
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([options, &program] { bench_window(program, *options); });
}

}  // namespace zscope
