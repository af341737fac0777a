#pragma once

#include "session.h"
#include "ui/context.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace zscope::ui {

/// A panel's line to the inference threads, opened when first used. Keeps the last good answer until a better one
/// comes, so that nothing on the screen blinks; lets go of it when another run is opened. UI thread.
class Asker {
 public:
  explicit Asker(Priority priority) : priority_(priority) {}

  /// Asks about the subject that the person looks at (live, or pinned).
  void ask(Context& context, decltype(Question::what) what, bool follow = true);
  void rest();

  /// Takes in what has arrived. `ask` does it too; call it in frames without a question.
  void update(Context& context);
  /// The newest good answer; null when there is none, or when it is of another kind.
  template <typename T>
  std::shared_ptr<const T> get() const {
    const T* what = answer_ ? answer_->as<T>() : nullptr;
    return what ? std::shared_ptr<const T>(answer_, what) : nullptr;
  }
  std::int64_t step() const { return answer_ ? answer_->step : 0; }
  /// What the newest good answer answers: answers lag behind questions, and a superseded one is shown too. Null when
  /// there is no answer, or when another kind of question was asked.
  template <typename T>
  const T* question() const {
    const auto asked = answer_ ? asked_.find(answer_->question) : asked_.end();
    return asked == asked_.end() ? nullptr : std::get_if<T>(&asked->second);
  }
  /// The numbers of the newest question, and of the one that the newest good answer answers (0: there is none).
  std::uint64_t asked() const { return question_; }
  std::uint64_t answered() const { return answer_ ? answer_->question : 0; }
  /// The newest good answer is an answer to the newest question.
  bool current() const { return answer_ && answer_->question == question_; }
  /// Why the newest question was not answered, or empty.
  const std::string& error() const { return error_; }
  bool busy() const { return channel_ && channel_->busy(); }

 private:
  Priority priority_;
  std::optional<Channel> channel_;
  std::uint64_t question_ = 0;
  std::map<std::uint64_t, decltype(Question::what)> asked_;  ///< by number: the one answered, and those after it
  std::shared_ptr<const Answer> answer_;
  std::string error_;
  FrameClock::Turn turn_;
};

}  // namespace zscope::ui
