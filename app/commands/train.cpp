#include "app/headless_training.h"
#include "app/interrupts.h"
#include "app/number_range.h"
#include "app/saved_run.h"
#include "app/settings_option.h"

#include <CLI/CLI.hpp>

#include <optional>

namespace zscope {
namespace {

struct TrainOptions {
  RunRequest request;
  std::vector<std::string> settings;
  std::optional<double> epochs;
  std::optional<std::int64_t> steps;
  bool resume = false;
};

void check_combination(const TrainOptions& options, const CLI::App& command) {
  if (!options.resume) return;
  if (options.request.directory.empty()) misuse("--resume: say which run with --run DIR");
  for (const char* fixed : {"--model", "--preset", "--data", "--image-size", "--grey", "--without-class", "--seed",
                            "--threads", "--device"}) {
    if (command.count(fixed) > 0) misuse("{} belongs to the run and cannot change with --resume", fixed);
  }
}

/// A resumed run with nothing left to do. Commands reach the training thread later, so its status may not know yet of
/// the end that was asked for just now.
bool already_there(const Status& status, const TrainOptions& options) {
  double planned = static_cast<double>(status.planned_steps);
  if (options.steps) planned = static_cast<double>(*options.steps);
  if (options.epochs) planned = *options.epochs * static_cast<double>(status.steps_per_epoch);
  return planned > 0 && static_cast<double>(status.step) >= planned;
}

/// What may change about a run that goes on: its length and its live settings.
void change_plan(Session& session, const TrainOptions& options) {
  if (options.epochs) session.set_planned_epochs(*options.epochs);
  if (options.steps) {
    const auto per_epoch = static_cast<double>(session.status()->steps_per_epoch);
    session.set_planned_epochs(static_cast<double>(*options.steps) / per_epoch);
  }
  for (const auto& [name, value] : options.request.settings) {
    session.set_live(name, value);
    if (const auto status = session.status(); status->message_is_error) throw Misuse(status->message);
  }
}

void train(const Program& program, TrainOptions options, const CLI::App& command) {
  check_combination(options, command);
  RunRequest& request = options.request;
  request.settings = parse_settings(options.settings);
  request.directory = program.environment.absolute(request.directory);
  if (options.epochs) request.epochs = *options.epochs;
  if (options.steps) request.steps = *options.steps;
  if (options.resume && !is_run(request.directory)) {
    fail("{} holds no run to resume; leave --resume out to begin one", request.directory.string());
  }
  if (!options.resume) {
    request.data = resolve_data(program, request.data);
    if (!request.directory.empty() && is_run(request.directory)) {
      fail("{} holds a run already; go on with it by --resume, or choose another --run", request.directory.string());
    }
  }

  News news;
  catch_interrupts();
  const auto backend = program.make_backend();
  if (!options.resume) resolve_settings(find_model(*backend, request.model), request.preset, request.settings);
  const auto owned = headless_session(program, backend, news);
  Session& session = *owned;
  TrainingReporter reporter(session, program.environment.colour, Telling::lines);
  if (options.resume) {
    session.open_run(request.directory);
  } else {
    session.open(request);
  }
  wait_until_loaded(session, news, reporter);
  if (options.resume) {
    if (already_there(*session.status(), options)) {
      fmt::print("{} reached its planned end already; say --epochs or --steps to go on\n", request.directory.string());
      return;
    }
    change_plan(session, options);
  }
  train_to_the_end(session, news, reporter);
  reporter.finish();
}

}  // namespace

void add_train(CLI::App& parent, Program& program) {
  auto options = std::make_shared<TrainOptions>();
  RunRequest& request = options->request;
  CLI::App& command = add_command(parent, program, "train", "Train a model without the window");
  command.add_option("--model", request.model, "A model's name; see `zscope models`")->capture_default_str();
  command.add_option("--preset", request.preset, "One of the model's presets");
  command.add_option("--data", request.data, "A data set's name or a path; see `zscope data list`")
      ->capture_default_str();
  add_picture_folder_options(command, request);
  add_without_class_option(command, request);
  auto* epochs = command
                     .add_option("--epochs", options->epochs,
                                 "How long to train (unless told 10, and 80 where the data is points)")
                     ->check(number_above(0, 1e9));
  command.add_option("--steps", options->steps, "How long to train, in steps")
      ->check(whole_from(1, 1'000'000'000'000))
      ->excludes(epochs);
  command.add_option("--run", request.directory, "Where the run is written; left out: a new directory among your runs");
  add_settings_option(command, options->settings);
  command.add_option("--seed", request.seed, "The same seed, the same run")->check(any_seed())->capture_default_str();
  add_machine_options(command, request.threads, request.device);
  command.add_flag("--resume", options->resume, "Go on with the run at --run where it stopped");
  command.callback([options, &program, &command] { train(program, *options, command); });
}

}  // namespace zscope
