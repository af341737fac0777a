#include "explore/inference_thread.h"

#include "base/error.h"
#include "base/thread.h"

#include <exception>
#include <utility>

namespace zscope {
namespace {

/// An explorer and what it has loaded. Made when it is first needed: few people pin.
struct Look {
  std::unique_ptr<Explorer> explorer;
  std::shared_ptr<const Weights> loaded;
};

/// Lives on the inference thread.
class Answering {
 public:
  Answering(const InferencePlan& plan, const RunFeed& feed) : plan_(plan), feed_(feed) {}

  /// Answers, or says why not. Throws Cancelled alone. `version` becomes that of the weights used.
  Answer answer(const Switchboard::Task& task, std::uint64_t& version) {
    const auto newest = feed_.weights.versioned();
    version = newest.version;
    Answer answer;
    std::int64_t step = newest.value->step;
    try {
      const bool live = task.question.subject.step == Subject::kLive;
      const auto weights = live ? newest.value : pinned(task.question.subject.step);
      step = weights->step;
      Look& look = live ? live_ : pinned_;
      load(look, weights);
      Question question = task.question;
      if (auto* survey = std::get_if<SurveyQuestion>(&question.what)) {
        survey->by_parts = task.refresh;
        survey->rough = task.refresh && newest.value->training;
      }
      answer = look.explorer->answer(question, *task.progress);
    } catch (const Cancelled&) {
      throw;
    } catch (const std::exception& error) {
      answer = {};
      answer.error = sentence_of(error);
    }
    answer.question = task.number;
    answer.step = step;
    return answer;
  }

 private:
  std::shared_ptr<const Weights> pinned(std::int64_t step) const {
    auto weights = feed_.pinned.get();
    if (!weights || weights->step != step) fail("The weights of step {} are no longer kept; pin again.", step);
    return weights;
  }

  void load(Look& look, const std::shared_ptr<const Weights>& weights) {
    if (!look.explorer) look.explorer = plan_.make_explorer();
    if (look.loaded == weights) return;
    look.loaded = nullptr;  // in case loading fails halfway
    std::visit([&](const auto& what) { look.explorer->load(*what); }, weights->what);
    look.loaded = weights;
  }

  const InferencePlan& plan_;
  const RunFeed& feed_;
  Look live_;
  Look pinned_;
};

void answer_questions(const InferencePlan& plan, const RunFeed& feed, Switchboard& board, Switchboard::Worker& worker) {
  Answering answering(plan, feed);
  const auto supply = [&feed]() -> Switchboard::Supply {
    const auto newest = feed.weights.versioned();
    return {newest.version, newest.value && newest.value->training};
  };
  while (const auto task = board.next(worker, supply)) {
    // What it takes from others, who may be many, and not how long it had to wait for them.
    const auto begin = thread_time();
    try {
      std::uint64_t version = 0;
      auto answer = std::make_shared<Answer>(answering.answer(*task, version));
      const auto took = thread_time() - begin;
      answer->milliseconds = std::chrono::duration<double, std::milli>(took).count();
      board.publish(worker, *task, std::move(answer), version, took);
      feed.wake();
    } catch (const Cancelled&) {
      board.give_up(*task, thread_time() - begin);
    }
  }
}

}  // namespace

InferenceThread::InferenceThread(InferencePlan plan, std::shared_ptr<RunFeed> feed, std::shared_ptr<Switchboard> board,
                                 std::uint64_t run, bool interactive)
    : board_(std::move(board)), worker_{run, false} {
  thread_ = std::thread([this, plan = std::move(plan), feed = std::move(feed), interactive] {
    enter_named_thread(interactive ? "zscope-look" : "zscope-survey",
                       interactive ? Niceness::none : Niceness::background);
    try {
      plan.enter_thread();
    } catch (const std::exception&) {
      // Without its own thread count it answers more slowly; what is really broken shows in every answer.
    }
    answer_questions(plan, *feed, *board_, worker_);
  });
}

InferenceThread::~InferenceThread() {
  board_->dismiss(worker_);
  thread_.join();
}

}  // namespace zscope
