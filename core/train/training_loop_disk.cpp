// What a training loop keeps, on disk and to go back to, and what it shows.

#include "base/error.h"
#include "base/process.h"
#include "runs/checkpoint_files.h"
#include "train/training_loop.h"

#include <algorithm>
#include <chrono>
#include <exception>

namespace zscope {
namespace {
constexpr const char* kSetting = "session/setting/";
}

bool TrainingLoop::open_directory() {
  if (writer_.is_open()) return true;
  try {
    if (plan_.on_disk) return resume_directory();
    if (!plan_.directory.empty() || !plan_.runs.empty()) create_directory();
  } catch (const std::exception& error) {
    say(fmt::format("{} Nothing of this training is saved.", error.what()), true);
  }
  return true;
}

void TrainingLoop::create_directory() {
  update_info();
  const auto directory = plan_.directory.empty() ? RunDirectory::fresh(plan_.runs, plan_.info) : plan_.directory;
  auto run = RunDirectory::create(directory, plan_.info);
  plan_.info.created = run->info().created;
  writer_.open(std::move(run), -1);
  plan_.directory = directory;
  plan_.on_disk = true;
  unwritten_.clear();
  write_journal_past(-1);
}

bool TrainingLoop::resume_directory() {
  if (being_written(plan_.directory)) {
    say(fmt::format("Another program is training {}; open it again to follow it.", plan_.directory.string()), true);
    return false;
  }
  const auto latest = latest_checkpoint(plan_.directory);
  const std::int64_t on_disk = latest ? step_of(*latest).value_or(-1) : -1;
  if (on_disk > engine_->steps_done()) {
    say(fmt::format("Another program went on with {} to step {}; open it again.", plan_.directory.string(), on_disk),
        true);
    return false;
  }
  writer_.open(RunDirectory::resume(plan_.directory), on_disk);
  // Behind us only when earlier writes failed: what is missing is still here.
  write_unwritten(on_disk);
  write_journal_past(std::max<std::int64_t>(0, on_disk));
  return true;
}

void TrainingLoop::write_unwritten(std::int64_t up_to) {
  for (const EventRecord& event : unwritten_) {
    if (event.step <= up_to) writer_.append(event);
  }
  unwritten_.clear();
}

void TrainingLoop::write_journal_past(std::int64_t step) {
  std::vector<MetricRecord> records;
  std::vector<EventRecord> events;
  feed_.metrics.read(0, records);
  feed_.events.read(0, events);
  for (const MetricRecord& record : records) {
    if (record.step > step) writer_.append(record);
  }
  for (const EventRecord& event : events) {
    if (event.step > step) writer_.append(event);
  }
}

std::map<std::string, std::string> TrainingLoop::measured() const {
  auto measured = engine_->measured();
  measured["log_every"] = std::to_string(log_.every());
  return measured;
}

void TrainingLoop::update_info() {
  plan_.info.measured = measured();
  writer_.update(plan_.info);
  info_changed_ = !writer_.is_open();  // then it is written once the directory is open
}

std::shared_ptr<const Checkpoint> TrainingLoop::full_checkpoint() {
  auto checkpoint = std::make_shared<Checkpoint>(engine_->checkpoint());
  log_.save(*checkpoint);
  checkpoint->metadata["session/seconds"] = fmt::format("{}", seconds_);
  // What was live when these weights were made: run.json may be newer than the checkpoint after a crash.
  for (const std::string& name : plan_.live_settings) {
    checkpoint->metadata[kSetting + name] = plan_.info.settings.at(name);
  }
  return checkpoint;
}

void TrainingLoop::restore_settings(const Checkpoint& checkpoint) {
  for (const std::string& name : plan_.live_settings) {
    const auto found = checkpoint.metadata.find(kSetting + name);
    if (found != checkpoint.metadata.end()) plan_.info.settings[name] = found->second;
    engine_->set(name, plan_.info.settings.at(name));
  }
}

bool TrainingLoop::keep(bool to_disk) {
  if (!engine_->finite()) {
    go_back("parameters that are not finite");
    return false;
  }
  good_ = full_checkpoint();
  if (!to_disk || !writer_.is_open()) return true;
  if (info_changed_ || plan_.info.measured != measured()) update_info();
  writer_.save(good_);
  last_save_ = Clock::now();
  return true;
}

void TrainingLoop::autosave() {
  if (!writer_.is_open() || writer_.busy()) return;
  const auto setting = plan_.info.settings.find("autosave_seconds");
  const double every = setting != plan_.info.settings.end() ? std::atof(setting->second.c_str()) : 60.0;
  const auto now = Clock::now();
  const double running = std::chrono::duration<double>(now - started_).count();
  const double since = std::chrono::duration<double>(now - last_save_).count();
  // Two early ones, so that whoever follows the run sees something soon.
  const bool early = (early_saves_ == 0 && running > 5) || (early_saves_ == 1 && running > 15);
  if (every <= 0 || !(early || since > every || (info_changed_ && since > 1))) return;
  if (early) ++early_saves_;
  if (keep(true)) event("checkpoint", fmt::format("Saved at step {}.", engine_->steps_done()));
}

void TrainingLoop::close_directory() {
  writer_.flush();  // a checkpoint that could not be written is tried once more
  const double memory = peak_memory();
  if (writer_.is_open() && memory > plan_.info.peak_memory) {
    plan_.info.peak_memory = memory;
    update_info();
  }
  if (writer_.is_open() && (writer_.saved_step() != engine_->steps_done() || info_changed_)) keep(true);
  writer_.close();
}

void TrainingLoop::event(const std::string& kind, const std::string& text) {
  const EventRecord record{engine_->steps_done(), seconds_, kind, text};
  feed_.events.append(record);
  writer_.append(record);
  if (!writer_.is_open()) unwritten_.push_back(record);
}

void TrainingLoop::enter(RunState state) {
  state_ = state;
  publish_weights();
  publish_status();
}

void TrainingLoop::say(const std::string& message, bool is_error) {
  message_ = message;
  message_is_error_ = is_error;
}

void TrainingLoop::publish_status() {
  TrainingStatus status;
  status.state = state_;
  status.message = message_;
  status.message_is_error = message_is_error_;
  status.settings = plan_.info.settings;
  status.step = engine_->steps_done();
  status.planned_steps = planned_steps_;
  status.steps_per_epoch = engine_->steps_per_epoch();
  status.planned_epochs = static_cast<double>(planned_steps_) / static_cast<double>(status.steps_per_epoch);
  status.epoch = static_cast<double>(status.step) / static_cast<double>(status.steps_per_epoch);
  status.seconds = seconds_;
  status.device = engine_->device();
  status.parameter_count = engine_->parameter_count();
  if (plan_.on_disk) status.directory = plan_.directory;
  status.stops_done = stops_done_;
  status.images_per_second = active() ? speed_.images_per_second() : 0;
  if (status.images_per_second > 0 && planned_steps_ > 0) {
    const double images_left = static_cast<double>((planned_steps_ - status.step) * engine_->images_per_step());
    status.seconds_left = images_left / status.images_per_second;
  }
  feed_.status.set(std::move(status));
  last_status_ = Clock::now();
  feed_.wake();
}

void TrainingLoop::publish_weights() {
  const auto begin = Clock::now();
  const auto snapshot = engine_->snapshot();
  feed_.publish({snapshot, snapshot->step, active()});
  last_weights_ = Clock::now();
  snapshot_cost_ = last_weights_ - begin;
}

void TrainingLoop::publish_when_due() {
  using std::chrono::milliseconds;
  if (!active()) return;  // entering a state has published it
  const auto now = Clock::now();
  // At most five a second, twice as many in the first seconds, when most is to be seen; and 2% of the time of training.
  constexpr double kEarly = 5;
  const auto interval = std::max<Clock::duration>(milliseconds(seconds_ < kEarly ? 100 : 200), snapshot_cost_ * 50);
  if (now - last_weights_ >= interval) publish_weights();
  if (now - last_status_ >= milliseconds(50)) publish_status();
}

}  // namespace zscope
