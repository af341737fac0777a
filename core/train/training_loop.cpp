#include "train/training_loop.h"

#include "base/error.h"
#include "base/process.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace zscope {
namespace {

/// 0: no planned end. Neither a tiny part of an epoch nor an absurd number of them leaves the range of whole steps.
std::int64_t steps_in(double epochs, std::int64_t steps_per_epoch) {
  if (!(epochs > 0)) return 0;
  return std::llround(std::clamp(epochs * static_cast<double>(steps_per_epoch), 1.0, 9e15));
}

}  // namespace

TrainingLoop::TrainingLoop(TrainingPlan plan, RunFeed& feed, TrainingCommands& commands)
    : plan_(std::move(plan)), feed_(feed), commands_(commands), writer_([&commands](const std::string& sentence) {
        commands.post({TrainingCommand::Kind::trouble, {}, sentence, 0});
      }) {
  reset_peak_memory();
  if (const auto before = feed_.status.get()) stops_done_ = before->stops_done;
  engine_ = plan_.make_engine(spec_of(plan_.info, *plan_.dataset), plan_.dataset);
  restore_first_state();
}

void TrainingLoop::restore_first_state() {
  if (plan_.from) {
    engine_->restore(*plan_.from);
    restore_settings(*plan_.from);
    log_.restore(*plan_.from);
    seconds_ = metadata_number(*plan_.from, "session/seconds", 0);
    plan_.from.reset();
  }
  planned_steps_ = plan_.info.steps > 0 ? plan_.info.steps : steps_in(plan_.info.epochs, engine_->steps_per_epoch());
  original_steps_ = planned_steps_;
  const auto every = plan_.info.measured.find("log_every");
  log_.set_every(every != plan_.info.measured.end() ? std::max(1, std::atoi(every->second.c_str()))
                                                    : TrainingLog::every_for(planned_steps_));
  find_evaluated_step();
}

TrainingLoop::~TrainingLoop() = default;

void TrainingLoop::run() {
  enter(RunState::ready);
  for (;;) {
    const auto commands = active() ? commands_.queue.take() : commands_.queue.wait();
    if (commands_.queue.closed()) break;
    for (const TrainingCommand& command : commands) obey(command);
    if (!active()) continue;
    advance();
    publish_when_due();
  }
  if (active()) event("stop", "The run was closed.");
  close_directory();
}

void TrainingLoop::fail_with(const std::string& sentence) {
  say(sentence, true);
  state_ = RunState::failed;
  event("failed", sentence);
  writer_.flush();
  if (good_ && good_->step > writer_.saved_step()) writer_.save(good_);
  writer_.close();
  publish_status();
  while (!commands_.queue.closed()) {
    for (const TrainingCommand& command : commands_.queue.wait()) {
      if (command.kind == TrainingCommand::Kind::stop) ++stops_done_;
    }
    publish_status();
  }
}

void TrainingLoop::obey(const TrainingCommand& command) {
  using Kind = TrainingCommand::Kind;
  switch (command.kind) {
    case Kind::train:
      return train();
    case Kind::pause:
      return pause();
    case Kind::step:
      return step_once();
    case Kind::stop:
      return stop();
    case Kind::set:
      return set_live(command.name, command.text);
    case Kind::plan:
      return plan_epochs(command.number);
    case Kind::trouble:
      say(command.text, true);
      return publish_status();
  }
}

void TrainingLoop::train() {
  if (active()) return;
  say({}, false);
  if (!open_directory()) return publish_status();
  if (planned_steps_ > 0 && engine_->steps_done() >= planned_steps_) {
    const std::int64_t more = std::max<std::int64_t>(1, original_steps_);
    planned_steps_ += (engine_->steps_done() - planned_steps_) / more * more + more;
    if (plan_.info.steps > 0) {
      plan_.info.steps = planned_steps_;
    } else {
      plan_.info.epochs = static_cast<double>(planned_steps_) / static_cast<double>(engine_->steps_per_epoch());
    }
    update_info();
  }
  if (start(true)) enter(RunState::training);
}

bool TrainingLoop::start(bool by_train) {
  const std::int64_t at = engine_->steps_done();
  if (by_train || at == 0) {
    event(at == 0 ? "start" : "resume",
          at == 0 ? "Training started." : fmt::format("Training went on at step {}.", at));
  }
  started_ = last_save_ = ticked_ = Clock::now();
  early_saves_ = 0;
  speed_.reset();
  speed_.add(seconds_, images());
  // What goes wrong in the first steps must find a state to go back to.
  return (good_ && good_->step == at) || keep(false);
}

void TrainingLoop::pause() {
  if (!active()) return;
  tick();
  event("pause", fmt::format("Training paused at step {}.", engine_->steps_done()));
  if (keep(true)) enter(RunState::paused);
}

void TrainingLoop::step_once() {
  say({}, false);
  if (!active()) {
    if (!open_directory()) return publish_status();
    if (!start(false)) return;
  }
  if (step()) {
    if (evaluation_due()) evaluate();
    enter(RunState::paused);
  }
}

void TrainingLoop::stop() {
  if (active() || state_ == RunState::paused) {
    if (active()) tick();
    state_ = RunState::stopping;
    publish_status();
    event("stop", fmt::format("Training stopped at step {}.", engine_->steps_done()));
    close_directory();
    state_ = RunState::stopped;
  }
  ++stops_done_;
  enter(state_);
}

void TrainingLoop::set_live(const std::string& name, const std::string& value) {
  try {
    engine_->set(name, value);
  } catch (const Misuse& misuse) {
    say(misuse.what(), true);
    return publish_status();
  }
  plan_.info.settings[name] = value;
  info_changed_ = true;
  event("setting", fmt::format("{} was set to {}.", name, value));
  if (!active()) update_info();
  publish_status();
}

void TrainingLoop::plan_epochs(double epochs) {
  plan_.info.epochs = epochs;
  plan_.info.steps = 0;
  planned_steps_ = original_steps_ = steps_in(epochs, engine_->steps_per_epoch());
  update_info();
  publish_status();
}

void TrainingLoop::advance() {
  if (evaluation_due()) return evaluate();
  if (planned_steps_ > 0 && engine_->steps_done() >= planned_steps_) return finish();
  if (step()) autosave();
}

bool TrainingLoop::step() {
  const NamedValues losses = engine_->step();
  tick();
  for (const auto& [name, value] : losses) {
    if (std::isfinite(value)) continue;
    go_back(fmt::format("{} = {}", name, value));
    return false;
  }
  log_.add(losses);
  const std::int64_t at = engine_->steps_done();
  speed_.add(seconds_, images());
  if (log_.due(at)) record(log_.take());
  return at % kGoodEvery != 0 || keep(false);
}

bool TrainingLoop::evaluation_due() const {
  const std::int64_t at = engine_->steps_done();
  return at > 0 && at % engine_->steps_per_epoch() == 0 && evaluated_step_ != at;
}

void TrainingLoop::find_evaluated_step() {
  std::vector<MetricRecord> records;
  feed_.metrics.read(0, records);
  evaluated_step_ = -1;
  for (const MetricRecord& record : records) {
    for (const auto& [name, value] : record.losses) {
      if (name.starts_with("test/")) evaluated_step_ = record.step;
    }
  }
}

void TrainingLoop::evaluate() {
  const auto progress = commands_.begin_evaluation();
  // A pause that came just before would not have found this evaluation to cancel it.
  if (!commands_.queue.empty() || commands_.queue.closed()) return;
  NamedValues losses;
  try {
    losses = engine_->evaluate(*progress);
  } catch (const Cancelled&) {
    return tick();  // it is still due, and made up for when training goes on
  }
  tick();
  evaluated_step_ = engine_->steps_done();
  if (losses.empty()) return;
  for (auto& [name, value] : losses) {
    if (!std::isfinite(value)) return go_back(fmt::format("{} = {} on the test set", name, value));
    name = "test/" + name;
  }
  record(std::move(losses));
}

void TrainingLoop::finish() {
  tick();
  state_ = RunState::stopping;
  publish_status();
  event("finish", fmt::format("The planned {} steps are done.", planned_steps_));
  if (!keep(true)) return;
  close_directory();
  enter(RunState::finished);
}

void TrainingLoop::go_back(const std::string& what) {
  const std::int64_t bad = engine_->steps_done();
  if (!good_) fail("The model is not finite ({}) before its first step; choose other settings.", what);
  engine_->restore(*good_);
  for (const std::string& name : plan_.live_settings) engine_->set(name, plan_.info.settings.at(name));
  log_.restore(*good_);
  trim_feed(feed_, good_->step);
  writer_.trim(good_->step);
  find_evaluated_step();
  const std::string sentence =
      fmt::format("Training met {} at step {} and went back to step {}; lower the learning rate, then go on.", what,
                  bad, good_->step);
  event("nan", sentence);
  if (writer_.is_open() && writer_.saved_step() < good_->step) writer_.save(good_);
  say(sentence, true);
  enter(RunState::paused);
}

void TrainingLoop::record(NamedValues losses) {
  MetricRecord record;
  record.step = engine_->steps_done();
  record.epoch = static_cast<double>(record.step) / static_cast<double>(engine_->steps_per_epoch());
  record.images = images();
  record.seconds = seconds_;
  record.images_per_second = speed_.images_per_second();
  record.losses = std::move(losses);
  feed_.metrics.append(record);
  writer_.append(record);
}

void TrainingLoop::tick() {
  const auto now = Clock::now();
  seconds_ += std::chrono::duration<double>(now - ticked_).count();
  ticked_ = now;
}

}  // namespace zscope
