#include "ui/frame_clock.h"

#include <algorithm>
#include <limits>

namespace zscope::ui {
namespace {

// At leisure.
constexpr std::chrono::milliseconds kRound(500);  // in which each thing is renewed once
constexpr double kByAndBy = 1.0 / 15;             // seconds between such frames

double milliseconds(FrameClock::Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

void FrameClock::event(Time now) {
  if (!has_event_) event_ = now;
  has_event_ = true;
}

void FrameClock::begin_frame(Time now, bool at_leisure) {
  at_leisure_ = at_leisure;
  renewed_ = 0;
  // A round is over when everything had its turn, and half a second at the earliest.
  if (!at_leisure || (now - round_begin_ >= kRound && !left_over_)) {
    round_ += at_leisure ? static_cast<std::uint64_t>((now - round_begin_) / kRound) : 1;
    round_begin_ = now;
  }
  left_over_ = false;
  frame_begin_ = now;
  frame_event_ = has_event_ ? event_ : now;
  has_event_ = false;
  newly_shown_ = false;
  asked_now_ = false;
  next_redraw_ = std::numeric_limits<double>::infinity();
}

void FrameClock::redraw_within(double seconds) { next_redraw_ = std::min(next_redraw_, seconds); }

bool FrameClock::takes_news(Turn& turn) {
  if (!at_leisure_) return true;
  if (const std::uint64_t next = turn.renewed + turn.every; next > round_) {
    const double left = milliseconds(kRound * (next - round_) - (frame_begin_ - round_begin_)) / 1000;
    redraw_within(std::max(left, kByAndBy));
    return false;
  }
  if (renewed_ + turn.size > kAtOnce) {
    left_over_ = true;
    redraw_within(kByAndBy);
    return false;
  }
  renewed_ += turn.size;
  turn.renewed = round_;
  return true;
}

void FrameClock::asked(std::uint64_t question) {
  if (!asked_.empty() && asked_.back().question == question) return;
  asked_.push_back({question, frame_event_});
  asked_now_ = true;
}

void FrameClock::shown(std::uint64_t question) {
  newly_shown_ = newly_shown_ || question != shown_;
  shown_ = question;
}

void FrameClock::swapped(Time now) {
  newest_frame_ = milliseconds(now - frame_begin_);
  frames_.add(newest_frame_);
  ++frame_count_;
  if (!newly_shown_) return;
  newly_shown_ = false;
  for (const Asked& asked : asked_) {
    if (asked.question == shown_) answers_.add(milliseconds(now - asked.since));
  }
  std::erase_if(asked_, [&](const Asked& asked) { return asked.question <= shown_; });
}

void FrameClock::reset() {
  frames_ = {};
  answers_ = {};
}

void FrameClock::Ring::add(double value) {
  if (values.size() < kKept) {
    values.push_back(value);
  } else {
    values[next] = value;
    next = (next + 1) % kKept;
  }
}

}  // namespace zscope::ui
