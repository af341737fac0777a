#include "ui/asker.h"

#include "ui/view_state.h"

namespace zscope::ui {

void Asker::ask(Context& context, decltype(Question::what) what, bool follow) {
  if (!channel_) channel_ = context.session.open_channel(priority_);
  const auto newest = asked_.find(question_);
  const bool same = newest != asked_.end() && newest->second == what;
  auto copy = same ? newest->second : what;
  question_ = channel_->ask({context.view.subject(), std::move(what)}, follow);
  asked_.try_emplace(question_, std::move(copy));
  update(context);
}

void Asker::rest() {
  if (channel_) channel_->rest();
}

void Asker::update(Context& context) {
  if (!channel_) return;
  if (answer_ && channel_->has_news() && !context.clock.takes_news(turn_)) return;
  std::shared_ptr<const Answer> newest = channel_->answer();
  if (!newest) {
    answer_.reset();
    error_.clear();
    return;
  }
  error_ = newest->error;
  const std::uint64_t answered = newest->question;
  if (error_.empty()) answer_ = std::move(newest);
  std::erase_if(asked_, [&](const auto& asked) {
    return asked.first < answered && !(answer_ && asked.first == answer_->question);
  });
}

}  // namespace zscope::ui
