#include "app/headless_training.h"

#include "app/interrupts.h"
#include "app/session_options.h"
#include "base/error.h"
#include "runs/run_directory.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace zscope {
namespace {

bool training_ended(RunState state) {
  return state == RunState::finished || state == RunState::stopped || state == RunState::failed;
}

double fraction(const Status& status) {
  return status.planned_steps > 0 ? static_cast<double>(status.step) / static_cast<double>(status.planned_steps) : -1;
}

std::string losses(const MetricRecord& record) {
  std::string text;
  for (const auto& [name, value] : record.losses)
    text += fmt::format("{}{} {:.4g}", text.empty() ? "" : "  ", name, value);
  return text;
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

}  // namespace

void TrainingReporter::look(const Status& status) {
  if (status.state == RunState::loading) bar_.show(status.loading.fraction, status.loading.what);
  read_metrics();
  if (status.state == RunState::training) bar_.show(fraction(status), summary(status));
  if (test_news_) {
    say(fmt::format("step {}  epoch {:.2f}  {}", latest_.step, latest_.epoch, losses(latest_)));
  } else if (!bar_.visible() && status.state == RunState::training && quiet_for() > std::chrono::seconds(10)) {
    say(fmt::format("step {}  {}", status.step, summary(status)));
  }
  test_news_ = false;
  if (status.message_is_error && status.message != warned_) {
    warned_ = status.message;
    bar_.clear();
    fmt::print(stderr, "zscope: {}\n", warned_);
  }
}

void TrainingReporter::finish() {
  bar_.clear();
  const auto status = session_.status();
  say(fmt::format("{} after {} steps ({:.2f} epochs, {}): {}",
                  status->state == RunState::finished ? "finished" : "stopped", status->step, status->epoch,
                  duration(status->seconds), status->directory.string()));
}

std::string TrainingReporter::summary(const Status& status) const {
  std::string text = fmt::format("epoch {:.1f}", status.epoch);
  for (const auto& [name, value] : newest_train_) {
    if (name == "train/loss" || newest_train_.size() == 1) text += fmt::format("  loss {:.2f}", value);
  }
  text += fmt::format("  {} images/s", grouped(std::llround(status.images_per_second)));
  if (status.seconds_left >= 0) text += fmt::format("  {} left", duration(status.seconds_left));
  return text;
}

void TrainingReporter::read_metrics() {
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

void TrainingReporter::say(const std::string& line) {
  if (telling_ == Telling::bar) return;
  bar_.clear();
  fmt::print("{}\n", line);
  std::fflush(stdout);
  said_ = std::chrono::steady_clock::now();
}

std::unique_ptr<Session> headless_session(const Program& program, const std::shared_ptr<Backend>& backend, News& news) {
  return std::make_unique<Session>(backend, session_options(program.environment, [&news] { news.tell(); }));
}

void wait_until_loaded(Session& session, News& news, TrainingReporter& reporter) {
  for (;;) {
    const auto status = session.status();
    if (status->state == RunState::failed) throw Error(status->message);
    if (status->state == RunState::following) {
      fail("{} is being trained by another process; stop that one first", status->directory.string());
    }
    if (status->state != RunState::loading && status->state != RunState::empty) return;
    if (status->state == RunState::empty && status->message_is_error) throw Error(status->message);
    if (interrupted()) throw Cancelled();
    reporter.look(*status);
    news.wait();
  }
}

void train_to_the_end(Session& session, News& news, TrainingReporter& reporter) {
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
    reporter.look(*status);
    if (ended) return;
    if (interrupted() && !asked_to_stop) {
      asked_to_stop = true;
      session.stop();
    }
    news.wait();
  }
}

}  // namespace zscope
