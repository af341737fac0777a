#pragma once

#include "session.h"
#include "ui/context.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace zscope::ui {

/// What is too large for one question: asked for part by part on the background channel, so that no other question
/// waits long and each part is there as soon as it is answered. When all are there, one pass after another follows the
/// weights, at leisure while training goes on. UI thread.
class PartAsker {
 public:
  using What = decltype(Question::what);
  struct Arrived {
    std::size_t part;
    std::shared_ptr<const Answer> answer;
  };

  /// So many parts, none of them there. The first `once` are not asked for again.
  void start_over(Context& context, std::size_t parts, std::size_t once = 0);
  /// Whether to start over now, for something that changes with every movement of a hand: at once, but while training
  /// goes on not before the part that was asked for last has come, and its work has been rested from.
  bool may_start_over(const Context& context) const;
  /// Another run is open than when it started over, or it never did.
  bool outdated(const Context& context) const { return !channel_ || run_ != context.session.run_generation(); }
  /// A part that has come since. With a turn (of what is drawn as it comes): when it is the part's, while training goes
  /// on and every part has been there.
  std::optional<Arrived> take(const Context& context, FrameClock::Turn* turn = nullptr);
  /// Once a frame, after take(): asks for the next part that is missing or old, when its time has come.
  void ask(const Context& context, const std::function<What(std::size_t part)>& question);
  /// Nothing is asked, until ask() goes on.
  void rest();

  /// Every part has been answered.
  bool complete() const { return complete_; }
  /// No part of a pass is still to come.
  bool between_passes() const { return next_ == once_ && !asked_; }
  const std::string& error() const { return error_; }

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t after(std::size_t part) const { return part + 1 < steps_.size() ? part + 1 : once_; }

  std::optional<Channel> channel_;
  std::uint64_t run_ = 0;
  std::vector<std::int64_t> steps_;  ///< of the weights that answered; -1: none have
  std::size_t once_ = 0, next_ = 0;
  bool complete_ = false;
  std::optional<std::size_t> asked_;
  std::uint64_t question_ = 0;
  Clock::time_point not_before_{}, rested_{};  ///< for the next part; for starting over
  std::string error_;
};

}  // namespace zscope::ui
