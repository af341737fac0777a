#include "app/commands/window_commands.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>

#include "app/clipboard.h"
#include "app/interrupts.h"
#include "app/number_range.h"
#include "app/output_file.h"
#include "app/saved_run.h"
#include "app/session_options.h"
#include "app/settings_option.h"
#include "app/timings.h"
#include "app/window_size.h"
#include "base/file.h"
#include "base/picture_file.h"
#include "session.h"
#include "ui/embedded.h"
#include "ui/preferences.h"
#include "ui/workspace.h"

namespace zscope {
namespace {

struct ExploreOptions {
  RunRequest request;
  std::vector<std::string> settings;
  std::string size;  ///< empty: as it was last time
  std::filesystem::path screenshot;
  std::filesystem::path ui_map;
  std::filesystem::path timings;
  std::optional<double> after;
  bool train = false;
};

app::WindowOptions window_options(const std::string& size, const ui::Preferences& last) {
  if (!size.empty()) return app::window_of_size(size);
  app::WindowOptions options;
  options.width = last.width;
  options.height = last.height;
  const ui::Preferences first;
  options.scale_with_display = last.width == first.width && last.height == first.height;
  return options;
}

void check_targets(const Environment& environment, const ExploreOptions& options) {
  if (!options.screenshot.empty()) {
    check_output_file(environment, "--screenshot", options.screenshot, ".png", "pictures are written as PNG");
  }
  if (!options.ui_map.empty()) check_output_file(environment, "--ui-map", options.ui_map);
  if (!options.timings.empty()) check_output_file(environment, "--timings", options.timings);
}

/// Checks what a person typed before there is anything to do in the window, so that mistakes end on the terminal they
/// were typed in.
void check_request(const Program& program, const Backend& backend, ExploreOptions& options, const CLI::App& command) {
  RunRequest& request = options.request;
  request.settings = parse_settings(options.settings);
  request.directory = program.environment.absolute(request.directory);
  if (!request.directory.empty() && is_run(request.directory)) {
    for (const char* fixed : {"--model", "--preset", "--data", "--image-size", "--grey", "--without-class", "--seed",
                              "--threads", "--device", "--set"}) {
      if (command.count(fixed) > 0) {
        misuse("{}: {} holds a run already, which has its own", fixed, request.directory.string());
      }
    }
    return;
  }
  request.data = resolve_data(program, request.data);
  resolve_settings(find_model(backend, request.model), request.preset, request.settings);
  if (!request.directory.empty()) {
    fmt::print(stderr, "zscope: {} holds no run: a new one will be written there\n", request.directory.string());
  }
}

/// What happens at a given time: the screenshot, the first press of Train, an interrupt.
class Timetable {
 public:
  Timetable(const Program& program, const ExploreOptions& options, app::Window& window, ui::Workspace& workspace,
            Session& session)
      : screenshot_(program.environment.absolute(options.screenshot)),
        after_(options.after.value_or(options.screenshot.empty() ? -1 : 3)),
        train_(options.train),
        window_(window),
        workspace_(workspace),
        session_(session) {}

  void look() {
    const auto status = session_.status();
    const bool nothing_to_show = status->state == RunState::failed || status->state == RunState::empty;
    if (!screenshot_.empty() && nothing_to_show && status->message_is_error) throw Error(status->message);
    if (train_ && status->state != RunState::empty && status->state != RunState::loading) {
      train_ = false;
      if (status->state == RunState::ready || status->state == RunState::stopped) session_.train();
    }
    if (interrupted()) window_.close();
    if (after_ >= 0 && seconds() >= after_) {
      if (!screenshot_.empty()) write_png(screenshot_, window_.capture(workspace_));
      after_ = -1;
      window_.close();
    }
  }

  /// Seconds until look() has something to do.
  double longest_wait() const { return after_ < 0 ? 0.5 : std::clamp(after_ - seconds(), 0.0, 0.5); }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  std::filesystem::path screenshot_;
  double after_;  ///< seconds since the start, negative: never
  bool train_;
  app::Window& window_;
  ui::Workspace& workspace_;
  Session& session_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The window before all else, since LibTorch takes most of the time until there is something to do in it. Where there
/// is no display, the exception that says so: what is wrong with the request is to be said first.
std::unique_ptr<app::Window> open_window(const app::WindowOptions& options, const ui::Preferences& preferences,
                                         const ui::Words& words, std::exception_ptr& problem) {
  try {
    auto window = std::make_unique<app::Window>(options);
    window->show_sentence(words("window.loading"), preferences);
    return window;
  } catch (const Error&) {
    problem = std::current_exception();
    return nullptr;
  }
}

void explore(const Program& program, ExploreOptions options, const CLI::App& command) {
  const Environment& environment = program.environment;
  const std::filesystem::path preferences = environment.config_home / "window.json";
  const ui::Preferences last = ui::load_preferences(preferences);
  app::WindowOptions size = window_options(options.size, last);
  if (!options.screenshot.empty()) size.remember_size = false;
  check_targets(environment, options);
  const ui::Words words(ui::embedded("en.json"));
  std::exception_ptr no_window;
  const auto opened = open_window(size, last, words, no_window);
  app::Starts starts;
  starts.window = app::process_milliseconds();
  const auto backend = program.make_backend();
  check_request(program, *backend, options, command);
  if (no_window) std::rethrow_exception(no_window);
  app::Window& window = *opened;
  Session session(backend, session_options(environment, [&window] { window.wake(); }));
  ui::Workspace workspace(session, window.graphics(), words,
                          {.preferences = preferences, .pictures = environment.pictures(), .home = environment.home});
  if (!options.ui_map.empty()) window.write_ui_map(environment.absolute(options.ui_map));
  workspace.view().copy_picture = app::copy_to_clipboard;
  window.on_first_frame = [&] {
    starts.first_frame = app::process_milliseconds();
    if (!options.request.directory.empty() && is_run(options.request.directory)) {
      session.open_run(options.request.directory);
    } else {
      session.open(options.request);
    }
  };
  catch_interrupts();
  Timetable timetable(program, options, window, workspace, session);
  while (window.step(workspace, timetable.longest_wait())) timetable.look();
  if (!options.timings.empty()) {
    app::write_timings(environment.absolute(options.timings), workspace.clock(), starts);
  }
}

}  // namespace

void add_explore(CLI::App& root, Program& program) {
  auto options = std::make_shared<ExploreOptions>();
  RunRequest& request = options->request;
  root.add_option("--run", request.directory, "A run to open; a directory that holds none: where the new run goes");
  root.add_option("--data", request.data, "A data set's name or a path; see `zscope data list`")->capture_default_str();
  add_picture_folder_options(root, request);
  add_without_class_option(root, request);
  root.add_option("--model", request.model, "A model's name; see `zscope models`")->capture_default_str();
  root.add_option("--preset", request.preset, "One of the model's presets");
  add_settings_option(root, options->settings);
  root.add_option("--seed", request.seed, "The same seed, the same run")->check(any_seed())->capture_default_str();
  add_machine_options(root, request.threads, request.device);
  root.add_flag("--train", options->train, "Begin to train at once");
  root.add_option("--size", options->size, "The window's size in pixels: 1280x800; left out: as it was last time");
  auto* screenshot = root.add_option("--screenshot", options->screenshot, "Save the window as a PNG file, then end");
  root.add_option("--after", options->after, "When to take the screenshot, in seconds (3 unless told)")
      ->check(number_from(0, 86400))
      ->needs(screenshot);
  root.add_option("--ui-map", options->ui_map, "Keep a JSON file of all visible controls up to date");
  root.add_option("--timings", options->timings,
                  "Write how long frames and slider answers took, as JSON, when the window closes");
  root.callback([options, &program, &root] {
    if (root.get_subcommands().empty()) explore(program, *options, root);
  });
}

}  // namespace zscope
