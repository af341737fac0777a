#include "ui/asker.h"

#include "ui/view_state.h"

namespace zscope::ui {

void Asker::ask(Context& context, decltype(Question::what) what, bool follow) {
  if (!channel_) channel_ = context.session.open_channel(priority_);
  question_ = channel_->ask({context.view.subject(), std::move(what)}, follow);
  update();
}

void Asker::rest() {
  if (channel_) channel_->rest();
}

void Asker::update() {
  if (!channel_) return;
  std::shared_ptr<const Answer> newest = channel_->answer();
  if (!newest) {
    answer_.reset();
    error_.clear();
    return;
  }
  error_ = newest->error;
  if (error_.empty()) answer_ = std::move(newest);
}

}  // namespace zscope::ui
