#include "app/interrupts.h"
#include "app/number_range.h"
#include "app/saved_run.h"
#include "app/settings_option.h"
#include "app/terminal.h"
#include "session.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
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

/// Lets the main thread sleep until the session has news.
class News {
 public:
  void tell() {
    {
      std::scoped_lock lock(mutex_);
      pending_ = true;
    }
    changed_.notify_one();
  }
  /// Signals do not wake it, so it never sleeps for long.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return pending_; });
    pending_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool pending_ = false;
};

bool training_ended(RunState state) {
  return state == RunState::finished || state == RunState::stopped || state == RunState::failed;
}

/// Prints what a person wants to know: a bar on a terminal; elsewhere a line when test losses came, and every ten
/// seconds.
class Reporter {
 public:
  Reporter(const Session& session, bool colour) : session_(session), bar_(colour) {}

  void look() {
    const auto status = session_.status();
    if (status->state == RunState::loading) bar_.show(status->loading.fraction, status->loading.what);
    read_metrics();
    if (status->state == RunState::training) bar_.show(fraction(*status), summary(*status));
    if (test_news_) {
      say(*status, fmt::format("step {}  epoch {:.2f}  {}", latest_.step, latest_.epoch, losses(latest_)));
    } else if (!bar_.visible() && status->state == RunState::training && quiet_for() > std::chrono::seconds(10)) {
      say(*status, fmt::format("step {}  {}", status->step, summary(*status)));
    }
    test_news_ = false;
    if (status->message_is_error && status->message != warned_) {
      warned_ = status->message;
      bar_.clear();
      fmt::print(stderr, "zscope: {}\n", warned_);
    }
  }

  void finish() {
    bar_.clear();
    const auto status = session_.status();
    fmt::print("{} after {} steps ({:.2f} epochs, {}): {}\n",
               status->state == RunState::finished ? "finished" : "stopped", status->step, status->epoch,
               duration(status->seconds), status->directory.string());
  }

 private:
  static double fraction(const Status& status) {
    return status.planned_steps > 0 ? static_cast<double>(status.step) / static_cast<double>(status.planned_steps) : -1;
  }

  std::string summary(const Status& status) const {
    std::string text = fmt::format("epoch {:.1f}", status.epoch);
    for (const auto& [name, value] : newest_train_) {
      if (name == "train/loss" || newest_train_.size() == 1) text += fmt::format("  loss {:.2f}", value);
    }
    text += fmt::format("  {} images/s", grouped(std::llround(status.images_per_second)));
    if (status.seconds_left >= 0) text += fmt::format("  {} left", duration(status.seconds_left));
    return text;
  }

  static std::string losses(const MetricRecord& record) {
    std::string text;
    for (const auto& [name, value] : record.losses)
      text += fmt::format("{}{} {:.4g}", text.empty() ? "" : "  ", name, value);
    return text;
  }

  void read_metrics() {
    if (session_.metrics_generation() != generation_) {
      generation_ = session_.metrics_generation();
      read_ = 0;
      skip_old_ = true;
    }
    std::vector<MetricRecord> records;
    read_ = session_.read_metrics(read_, records);
    for (const auto& record : records) {
      for (const auto& [name, value] : record.losses) {
        if (name.starts_with("test/")) test_news_ = !skip_old_;
        if (name.starts_with("train/")) newest_train_ = record.losses;
      }
      latest_ = record;
    }
    skip_old_ = false;
  }

  std::chrono::steady_clock::duration quiet_for() const { return std::chrono::steady_clock::now() - said_; }

  void say(const Status&, const std::string& line) {
    bar_.clear();
    fmt::print("{}\n", line);
    std::fflush(stdout);
    said_ = std::chrono::steady_clock::now();
  }

  const Session& session_;
  ProgressBar bar_;
  std::chrono::steady_clock::time_point said_ = std::chrono::steady_clock::now();
  std::uint64_t generation_ = 0;
  std::size_t read_ = 0;
  bool skip_old_ = false;  ///< a resumed run's earlier records are no news
  bool test_news_ = false;
  std::string warned_;  ///< the trouble that was told last
  MetricRecord latest_;
  std::vector<std::pair<std::string, double>> newest_train_;
};

void check_combination(const TrainOptions& options, const CLI::App& command) {
  if (!options.resume) return;
  if (options.request.directory.empty()) misuse("--resume: say which run with --run DIR");
  for (const char* fixed :
       {"--model", "--preset", "--data", "--image-size", "--grey", "--seed", "--threads", "--device"}) {
    if (command.count(fixed) > 0) misuse("{} belongs to the run and cannot change with --resume", fixed);
  }
}

/// Waits until the run is loaded; throws when that failed.
void wait_until_loaded(Session& session, News& news, Reporter& reporter) {
  for (;;) {
    const auto status = session.status();
    if (status->state == RunState::failed) throw Error(status->message);
    if (status->state == RunState::following) {
      fail("{} is being trained by another process; stop that one first", status->directory.string());
    }
    if (status->state != RunState::loading && status->state != RunState::empty) return;
    if (status->state == RunState::empty && status->message_is_error) throw Error(status->message);
    if (interrupted()) throw Cancelled();
    reporter.look();
    news.wait();
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

/// Nothing can be saved, or training broke off; the sentence is in the status. What goes wrong once training is under
/// way (a full disk) may pass: later saves are still tried.
bool must_end(const Status& status, bool under_way, const std::string& message_before) {
  if (!status.message_is_error) return false;
  switch (status.state) {
    case RunState::paused:
      return true;
    case RunState::ready:
      return status.message != message_before;
    case RunState::training:
      return !under_way;
    default:
      return false;
  }
}

/// What was trained must be there to go on with.
void check_saved(const Status& status) {
  if (status.step == 0) return;
  if (!status.directory.empty() && std::filesystem::exists(checkpoint_file(status.directory, status.step))) return;
  if (status.message_is_error) throw Error(status.message);
  fail("step {} was not saved{}", status.step,
       status.directory.empty() ? "" : fmt::format(" in {}; is its disk full?", status.directory.string()));
}

/// Until the planned end, an interrupt or a mishap.
void train_to_the_end(Session& session, News& news, Reporter& reporter) {
  bool asked_to_stop = false, started = false;
  const auto before = session.status();
  session.train();
  for (;;) {
    const auto status = session.status();
    if (status->state == RunState::failed) throw Error(status->message);
    if (must_end(*status, started, before->message)) {
      const std::string why = status->message;
      session.stop();
      while (status->state == RunState::paused && !training_ended(session.status()->state)) news.wait();
      throw Error(why);
    }
    started = started || status->state == RunState::training || status->step > before->step;
    const bool ended = (status->state == RunState::finished && started) ||
                       (status->state == RunState::stopped && (started || asked_to_stop));
    if (ended) check_saved(*status);
    reporter.look();
    if (ended) return;
    if (interrupted() && !asked_to_stop) {
      asked_to_stop = true;
      session.stop();
    }
    news.wait();
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
  SessionOptions session_options;
  session_options.runs = program.environment.runs();
  session_options.data_search = program.environment.data_search();
  session_options.wake = [&news] { news.tell(); };
  catch_interrupts();
  const auto backend = program.make_backend();
  if (!options.resume) resolve_settings(find_model(*backend, request.model), request.preset, request.settings);
  Session session(backend, session_options);
  Reporter reporter(session, program.environment.colour);
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
  add_picture_folder_options(command, request.image_size, request.colour);
  auto* epochs = command.add_option("--epochs", options->epochs, "How long to train (10 unless told)")
                     ->check(number_above(0, 1e9));
  command.add_option("--steps", options->steps, "How long to train, in steps")
      ->check(whole_from(1, 1'000'000'000'000))
      ->excludes(epochs);
  command.add_option("--run", request.directory, "Where the run is written; left out: a new directory among your runs");
  add_settings_option(command, options->settings);
  command.add_option("--seed", request.seed, "The same seed, the same run")->check(any_seed())->capture_default_str();
  command.add_option("--threads", request.threads, "Replicas; 0: one per core")
      ->check(whole_from(0, 1024))
      ->capture_default_str();
  command.add_option("--device", request.device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->capture_default_str();
  command.add_flag("--resume", options->resume, "Go on with the run at --run where it stopped");
  command.callback([options, &program, &command] { train(program, *options, command); });
}

}  // namespace zscope
