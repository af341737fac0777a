#include "train/follower.h"

#include "base/error.h"
#include "base/thread.h"
#include "runs/record_lines.h"
#include "runs/safetensors.h"

#include <chrono>
#include <cmath>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

namespace zscope {
namespace {

/// One file of records that another process appends to, and now and then trims. Follower's thread.
template <typename Record>
class Tail {
 public:
  using Read = std::vector<Record> (*)(const std::filesystem::path& directory, std::uintmax_t& offset);
  Tail(std::filesystem::path directory, std::filesystem::path file, Read read)
      : directory_(std::move(directory)), file_(std::move(file)), read_(read) {}

  /// Appends what is new to `journal`; starts over when the file was trimmed. True when there was anything.
  bool follow(Journal<Record>& journal) {
    std::error_code none;
    const auto size = std::filesystem::file_size(file_, none);
    if (none) return false;
    std::vector<Record> fresh;
    if (size >= offset_) fresh = read_(directory_, offset_);
    const bool trimmed = size < offset_ || (!fresh.empty() && fresh.front().step < last_step_);
    if (trimmed) {
      offset_ = 0;
      fresh = read_(directory_, offset_);
      journal.trim([](const Record&) { return true; });
    }
    if (fresh.empty()) return trimmed;
    last_step_ = fresh.back().step;
    last_ = fresh.back();
    journal.append(fresh);
    return true;
  }
  const Record& last() const { return last_; }

 private:
  std::filesystem::path directory_;
  std::filesystem::path file_;
  Read read_;
  std::uintmax_t offset_ = 0;
  std::int64_t last_step_ = 0;
  Record last_;
};

class Following {
 public:
  Following(std::filesystem::path directory, RunFeed& feed, TrainingCommands& commands)
      : directory_(std::move(directory)),
        feed_(feed),
        commands_(commands),
        metrics_(directory_, metrics_file(directory_), &read_metrics),
        events_(directory_, events_file(directory_), &read_events) {}

  /// Until the writer goes away (true) or the follower is told to quit (false).
  bool run() {
    look();
    while (!commands_.queue.closed()) {
      const bool written = being_written(directory_);
      look();  // once more after the writer went away: nothing it wrote is missed
      if (!written) return true;
      answer(commands_.queue.wait_for(std::chrono::milliseconds(500)));
    }
    return false;
  }

 private:
  void look() {
    try {
      const bool more = metrics_.follow(feed_.metrics);
      if (events_.follow(feed_.events) || more || !told_) publish_status();
      look_at_weights();
      told_ = true;
    } catch (const std::exception& error) {
      // Files change under a reader; what is really broken stays so and is shown until a later look succeeds.
      say(error.what());
      publish_status();
      told_ = false;
    }
  }

  void look_at_weights() {
    const auto latest = latest_checkpoint(directory_);
    if (!latest || latest == loaded_) return;
    auto checkpoint = std::make_shared<const Checkpoint>(read_safetensors(*latest));
    const std::int64_t step = checkpoint->step;
    feed_.publish({std::move(checkpoint), step, true});
    loaded_ = latest;
  }

  void answer(std::deque<TrainingCommand> commands) {
    for (const TrainingCommand& command : commands) {
      if (command.kind == TrainingCommand::Kind::stop) ++stops_done_;
      say("Another program is training this run; it can be looked at here, and trained once that one is done.");
    }
    if (!commands.empty()) publish_status();
  }

  /// Long enough to be read.
  void say(const std::string& message) {
    message_ = message;
    message_until_ = std::chrono::steady_clock::now() + std::chrono::seconds(8);
  }

  void publish_status() {
    TrainingStatus status;
    if (const auto before = feed_.status.get()) status = *before;
    const RunInfo info = read_run_info(directory_);
    const MetricRecord& last = metrics_.last();
    status.state = RunState::following;
    status.message = std::chrono::steady_clock::now() < message_until_ ? message_ : std::string();
    status.settings = info.settings;
    status.step = last.step;
    status.epoch = last.epoch;
    status.seconds = last.seconds;
    status.images_per_second = last.images_per_second;
    if (last.epoch > 0) status.steps_per_epoch = std::llround(static_cast<double>(last.step) / last.epoch);
    const auto per_epoch = static_cast<double>(status.steps_per_epoch);
    status.planned_steps = info.steps > 0 ? info.steps : std::llround(info.epochs * per_epoch);
    status.planned_epochs = per_epoch > 0 ? static_cast<double>(status.planned_steps) / per_epoch : info.epochs;
    status.seconds_left = -1;
    if (last.step > 0 && last.images_per_second > 0 && status.planned_steps > 0) {
      const double images_per_step = static_cast<double>(last.images) / static_cast<double>(last.step);
      status.seconds_left =
          static_cast<double>(status.planned_steps - last.step) * images_per_step / last.images_per_second;
    }
    status.device = info.device;
    status.directory = directory_;
    status.stops_done = stops_done_;
    feed_.status.set(std::move(status));
    feed_.wake();
  }

  std::filesystem::path directory_;
  RunFeed& feed_;
  TrainingCommands& commands_;
  Tail<MetricRecord> metrics_;
  Tail<EventRecord> events_;
  std::optional<std::filesystem::path> loaded_;
  std::string message_;
  std::chrono::steady_clock::time_point message_until_{};
  std::uint64_t stops_done_ = 0;
  bool told_ = false;
};

}  // namespace

Follower::Follower(std::filesystem::path directory, std::shared_ptr<RunFeed> feed,
                   std::shared_ptr<TrainingCommands> commands, std::function<void()> writer_gone)
    : commands_(commands) {
  thread_ = std::thread([directory = std::move(directory), feed = std::move(feed), commands = std::move(commands),
                         writer_gone = std::move(writer_gone)] {
    enter_named_thread("zscope-follow", Niceness::background);
    try {
      if (Following(directory, *feed, *commands).run()) writer_gone();
    } catch (const std::exception& error) {
      feed->fail_with(sentence_of(error));
    }
  });
}

Follower::~Follower() { thread_.join(); }

}  // namespace zscope
