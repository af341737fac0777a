#include "ui/panels/part_asker.h"

#include <algorithm>

#include "ui/view_state.h"

namespace zscope::ui {
namespace {

// Times the work on a part, between two parts while training goes on and some are missing.
constexpr double kRestFilling = 3;
// The same before starting over.
constexpr double kRestAnew = 9;

bool trains(const Context& context) { return context.status->state == RunState::training; }

}  // namespace

void PartAsker::start_over(Context& context, std::size_t parts, std::size_t once) {
  rest();
  if (!channel_) channel_ = context.session.open_channel(Priority::background);
  run_ = context.session.run_generation();
  steps_.assign(parts, -1);
  once_ = once;
  next_ = 0;
  complete_ = false;
  not_before_ = {};
  error_.clear();
}

bool PartAsker::may_start_over(const Context& context) const {
  if (outdated(context) || !trains(context)) return true;
  const double left = std::chrono::duration<double>(rested_ - Clock::now()).count();
  if (left > 0) context.clock.redraw_within(left);
  return left <= 0 && (complete_ || !(asked_ && channel_->busy()));
}

void PartAsker::rest() {
  if (channel_ && asked_) channel_->rest();
  asked_.reset();
}

std::optional<PartAsker::Arrived> PartAsker::take(const Context& context, FrameClock::Turn* turn) {
  if (!asked_) return std::nullopt;
  const bool waits = turn && complete_ && trains(context) && channel_->has_news();
  if (waits && !context.clock.takes_news(*turn)) return std::nullopt;
  std::shared_ptr<const Answer> answer = channel_->answer();
  if (!answer || answer->question != question_) return std::nullopt;
  const std::size_t part = *asked_;
  rest();
  error_ = answer->error;
  steps_[part] = answer->step;
  complete_ = complete_ || std::all_of(steps_.begin(), steps_.end(), [](std::int64_t step) { return step >= 0; });
  next_ = after(part);
  const auto after_resting = [&](double times) {
    const std::chrono::duration<double, std::milli> rest(answer->milliseconds * times);
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(rest);
  };
  not_before_ = after_resting(trains(context) && !complete_ ? kRestFilling : 0);
  rested_ = after_resting(kRestAnew);
  return Arrived{part, std::move(answer)};
}

void PartAsker::ask(const Context& context, const std::function<What(std::size_t part)>& question) {
  if (asked_ || steps_.size() <= once_) return;
  const std::int64_t newest = context.view.following() ? context.status->step : context.view.subject().step;
  const auto is_new = [&](std::int64_t step) { return step == newest; };
  if (complete_) {
    if (next_ == once_ && std::all_of(steps_.begin() + static_cast<std::ptrdiff_t>(once_), steps_.end(), is_new))
      return;
    if (next_ > once_ && is_new(steps_[next_])) {
      while (next_ > once_ && is_new(steps_[next_])) next_ = after(next_);
      if (next_ == once_) return context.clock.redraw_within(0);  // what came of the pass is shown first
    }
  }
  const double left = std::chrono::duration<double>(not_before_ - Clock::now()).count();
  if (left > 0 && trains(context)) return context.clock.redraw_within(left);
  asked_ = next_;
  // A person waits for the first pass; later ones come when there is time.
  question_ = channel_->ask({context.view.subject(), question(next_)}, false, complete_);
}

}  // namespace zscope::ui
