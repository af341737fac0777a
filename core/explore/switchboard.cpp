#include "explore/switchboard.h"

#include <algorithm>
#include <utility>

namespace zscope {

std::shared_ptr<ChannelState> Switchboard::open() {
  auto line = std::make_shared<ChannelState>();
  line->board = shared_from_this();
  std::scoped_lock lock(mutex_);
  lines_.push_back(line);
  return line;
}

std::uint64_t Switchboard::ask(ChannelState& line, Question question, bool follow, bool patient) {
  std::shared_ptr<Progress> dropped;
  std::uint64_t number = 0;
  {
    std::scoped_lock lock(mutex_);
    line.follow = follow;
    line.patient = patient;
    if (line.question == question) return line.number;
    line.question = std::move(question);
    number = line.number = ++questions_;
    // A refresh can be had again; nobody waits for a superseded answer, but while a person drags each is worth a look.
    if (running_ && ((running_->refresh && !patient) || (manners_.drop_superseded && running_->line.get() == &line))) {
      dropped = running_->progress;
    }
  }
  if (dropped) dropped->cancel();
  changed_.notify_all();
  return number;
}

void Switchboard::rest(ChannelState& line) {
  std::scoped_lock lock(mutex_);
  line.question.reset();
  if (running_ && running_->line.get() == &line) running_->progress->cancel();
}

std::shared_ptr<const Answer> Switchboard::answer(ChannelState& line) const {
  std::scoped_lock lock(mutex_);
  line.taken = true;
  return line.answer;
}

bool Switchboard::has_news(const ChannelState& line) const {
  std::scoped_lock lock(mutex_);
  return !line.taken;
}

bool Switchboard::busy(const ChannelState& line) const {
  std::scoped_lock lock(mutex_);
  return line.question && line.answered != line.number;
}

void Switchboard::change_run(std::uint64_t run) {
  {
    std::scoped_lock lock(mutex_);
    run_ = run;
    flowing_ = false;
    for (const auto& line : lines()) {
      line->question.reset();
      line->answer.reset();
      line->taken = true;
    }
    if (running_) running_->progress->cancel();
  }
  changed_.notify_all();
}

void Switchboard::give_way() {
  std::scoped_lock lock(mutex_);
  hand_until_ = Clock::now() + std::chrono::seconds(1);
}

void Switchboard::poke() {
  // Taking the mutex orders this after a worker's look at the supply: none falls asleep on weights it has not seen.
  { std::scoped_lock lock(mutex_); }
  changed_.notify_all();
}

std::vector<std::shared_ptr<ChannelState>> Switchboard::lines() {
  std::vector<std::shared_ptr<ChannelState>> open;
  std::erase_if(lines_, [](const auto& line) { return line.expired(); });
  for (const auto& line : lines_) {
    if (auto state = line.lock()) open.push_back(std::move(state));
  }
  return open;
}

/// When the line may next have something done that nobody waits for.
Switchboard::Clock::time_point Switchboard::due(const ChannelState& line, Clock::time_point now) const {
  // Never later than after a fourth of the time that weights have been coming for: at first much changes in a second.
  Clock::duration rest = std::min(line.rest_after, (line.worked_on - flowing_since_) / kEarly);
  if (line.answered == line.number) rest = std::max<Clock::duration>(rest, manners_.pause);
  const auto rested = line.worked_on + rest;
  if (now >= hand_until_) return rested;
  return std::max(rested, std::min(hand_until_, line.worked_on + kUnderHand * rest));
}

std::optional<Switchboard::Task> Switchboard::choose(Supply supply, Clock::time_point& wake_at) {
  if (supply.version == 0) return std::nullopt;
  const auto now = Clock::now();
  if (supply.flowing && !flowing_) flowing_since_ = now;
  flowing_ = supply.flowing;
  std::shared_ptr<ChannelState> asked, stale;
  for (const auto& line : lines()) {
    if (!line->question) continue;
    const bool unanswered = line->answered != line->number;
    if (unanswered && !(line->patient && supply.flowing)) {
      if (!asked || line->served < asked->served) asked = line;
      continue;
    }
    const bool outdated = line->follow && line->version < supply.version &&
                          line->question->subject.step == Subject::kLive && !(supply.flowing && !line->taken);
    if (!unanswered && !outdated) continue;
    const auto then = supply.flowing ? due(*line, now) : now;
    if (then > now) {
      wake_at = std::min(wake_at, then);
    } else if (!stale || line->served < stale->served) {
      stale = line;
    }
  }
  const auto& line = asked ? asked : stale;
  if (!line) return std::nullopt;
  running_ = Task{line, *line->question, line->number, !asked, std::make_shared<Progress>()};
  return running_;
}

void Switchboard::begin_rest(ChannelState& line, Clock::duration took) {
  const std::vector<std::shared_ptr<ChannelState>> open = lines();
  const auto followers = std::count_if(
      open.begin(), open.end(), [](const auto& other) { return other->question && (other->follow || other->patient); });
  line.worked_on = Clock::now();
  line.rest_after = std::chrono::duration_cast<Clock::duration>(
      took * (static_cast<double>(std::max<std::ptrdiff_t>(1, followers)) / manners_.share));
}

void Switchboard::publish(Worker& worker, const Task& task, std::shared_ptr<const Answer> answer, std::uint64_t version,
                          Clock::duration took) {
  std::scoped_lock lock(mutex_);
  if (running_ && running_->progress == task.progress) running_.reset();
  if (worker.quit || worker.run != run_ || !task.line->question) return;
  task.line->version = answer->whole ? version : 0;
  task.line->answer.swap(answer);
  task.line->answered = task.number;
  task.line->taken = false;
  task.line->served = ++answers_;
  begin_rest(*task.line, took);
}

void Switchboard::give_up(const Task& task, Clock::duration took) {
  std::scoped_lock lock(mutex_);
  if (running_ && running_->progress == task.progress) running_.reset();
  begin_rest(*task.line, took);
}

void Switchboard::dismiss(Worker& worker) {
  {
    std::scoped_lock lock(mutex_);
    worker.quit = true;
    if (running_ && worker.run == run_) running_->progress->cancel();
  }
  changed_.notify_all();
}

}  // namespace zscope
