#pragma once

#include "train/run_writer.h"
#include "train/training_log.h"
#include "train/training_thread.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

/// The inside of a training thread: lives, works and dies on it. training_thread.cpp has the thread, training_loop.cpp
/// what happens between and within steps, training_loop_disk.cpp what is kept and shown.
class TrainingLoop {
 public:
  TrainingLoop(TrainingPlan plan, RunFeed& feed, TrainingCommands& commands);
  ~TrainingLoop();

  /// Takes commands and steps until it is told to quit; then saves.
  void run();
  /// After an exception: saves the last good state, says what happened, and answers commands until told to quit.
  void fail_with(const std::string& sentence);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int kGoodEvery = 100;  ///< steps between states kept in memory to go back to

  // Commands.
  void obey(const TrainingCommand& command);
  void train();
  void pause();
  void step_once();
  void stop();
  void set_live(const std::string& name, const std::string& value);
  void plan_epochs(double epochs);
  bool start(bool by_train);  ///< false when the model was not finite and training went back

  // Steps.
  void restore_first_state();
  void advance();
  bool step();  ///< false when it had to be undone
  void evaluate();
  bool evaluation_due() const;
  void find_evaluated_step();
  void finish();
  /// Restores the last good state and pauses: `what` is what went wrong ("a loss that is not a number").
  void go_back(const std::string& what);
  void record(NamedValues losses);
  void tick();  ///< counts the time since the last tick as spent training

  // Disk.
  bool open_directory();  ///< false when training must not start: another process holds the run, or went on with it
  void create_directory();
  bool resume_directory();
  void write_journal_past(std::int64_t step);
  void write_unwritten(std::int64_t up_to);
  std::map<std::string, std::string> measured() const;
  void update_info();
  std::shared_ptr<const Checkpoint> full_checkpoint();
  void restore_settings(const Checkpoint& checkpoint);
  /// Keeps the present state as one to go back to, and on disk when `to_disk`. False when it was not finite.
  bool keep(bool to_disk);
  void autosave();
  void close_directory();
  void event(const std::string& kind, const std::string& text);

  // Publishing.
  void enter(RunState state);
  void say(const std::string& message, bool is_error);
  void publish_status();
  void publish_weights();
  void publish_when_due();

  bool active() const { return state_ == RunState::training; }
  std::int64_t images() const { return engine_->images_done(); }

  TrainingPlan plan_;
  RunFeed& feed_;
  TrainingCommands& commands_;
  std::unique_ptr<Engine> engine_;

  RunState state_ = RunState::loading;
  std::string message_;
  bool message_is_error_ = false;
  std::int64_t planned_steps_ = 0;
  std::int64_t original_steps_ = 0;  ///< Train past the end adds this many
  std::uint64_t stops_done_ = 0;
  std::int64_t evaluated_step_ = -1;
  double seconds_ = 0;
  Clock::time_point ticked_;
  TrainingLog log_;
  Speedometer speed_;

  std::shared_ptr<const Checkpoint> good_;  ///< the newest state known to be finite
  bool info_changed_ = false;               ///< run.json is behind
  std::vector<EventRecord> unwritten_;      ///< what happened while no directory was open
  Clock::time_point started_;
  Clock::time_point last_save_;
  int early_saves_ = 0;
  Clock::time_point last_status_;
  Clock::time_point last_weights_;
  Clock::duration snapshot_cost_{};

  RunWriter writer_;  // last: its thread ends before what it reports to
};

}  // namespace zscope
