#include "app/frame_loop.h"

#include <algorithm>

namespace zscope::app {
namespace {

// Seconds.
constexpr double kFastest = 1.0 / 120;  // between frames, whatever happens
constexpr double kHandShare = 0.17;     // of the time, for frames that follow the hand, with software OpenGL
constexpr double kHandGap = 1.0 / 34;   // but from one to the next no longer than that
constexpr double kNewsGap = 1.0 / 60;   // between frames for news while a person is at work
constexpr double kRoom = 1.0 / 25;      // the same for all that can wait while they drag, with software OpenGL
constexpr double kTooltipRest = 0.45;   // after the last input (ui/widgets/controls.cpp opens tooltips after 0.4)
constexpr double kLately = 0.5;         // after which a person is taken to be watching only
constexpr double kNewsShare = 0.15;     // of a core, for drawing news that nobody asked for, with software OpenGL
constexpr double kAway = 10;            // after which hands are taken to rest: training gets nearly all
constexpr double kSlowest = 0.5;        // between frames for news, however long one takes

double seconds(std::chrono::steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

void FrameLoop::input(Time now) {
  last_input_ = now;
  settling_ = 3;
  fresh_ = true;
  tooltip_ = true;
}

void FrameLoop::news(Time, bool owed) {
  news_ = true;
  owed_ = owed_ || owed;
}

void FrameLoop::drawn(Time now, double milliseconds, double redraw) {
  newest_cost_ = milliseconds / 1000;
  cost_ += 0.2 * (newest_cost_ - cost_);
  last_frame_ = now;
  settling_ = std::max(0, settling_ - 1);
  if (seconds(now - last_input_) >= kTooltipRest) tooltip_ = false;
  fresh_ = news_ = owed_ = false;
  redraw_ = redraw;
}

bool FrameLoop::handled_lately(Time now) const { return seconds(now - last_input_) < kLately; }

bool FrameLoop::at_leisure(Time now) const { return software_ && seconds(now - last_input_) >= kAway; }

/// From begin to begin: a frame that took long is not followed by as long a rest as others, so that what the hand does
/// next does not wait for both.
double FrameLoop::hand_gap() const {
  const double whole = std::min(cost_ + cost_ / kHandShare, kHandGap);
  return std::max({kFastest, whole - newest_cost_, cost_ / 2});
}

double FrameLoop::due(Time now) const {
  const double since = seconds(now - last_frame_);
  double gap = kNever;
  if (settling_ > 0) gap = software_ ? kRoom : kFastest;
  double news_gap = kNewsGap;
  if (software_ && handled_lately(now)) {
    news_gap = kRoom;
  } else if (software_) {
    news_gap = at_leisure(now) ? kSlowest : std::clamp(cost_ / kNewsShare, 1.0 / 30, kSlowest);
  }
  if (news_) gap = std::min(gap, news_gap);
  if (fresh_) gap = std::min(gap, software_ ? hand_gap() : kFastest);
  if (owed_) gap = std::min(gap, kFastest);
  gap = std::min(gap, std::max(redraw_, kFastest));
  double wait = gap - since;
  if (tooltip_) wait = std::min(wait, kTooltipRest - seconds(now - last_input_));
  return std::max(0.0, wait);
}

}  // namespace zscope::app
