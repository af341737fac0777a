#pragma once

#include "base/progress.h"
#include "explore/question.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace zscope {

class Switchboard;

/// What stands on one line. Guarded by the switchboard's mutex.
struct ChannelState {
  using Clock = std::chrono::steady_clock;
  std::shared_ptr<Switchboard> board;
  std::optional<Question> question;
  std::uint64_t number = 0;  ///< of the last question asked
  bool follow = false;
  bool patient = false;
  std::shared_ptr<const Answer> answer;
  std::uint64_t answered = 0;     ///< number of the question last answered
  std::uint64_t version = 0;      ///< of the weights that answered it; 0 where parts of the answer are older
  std::uint64_t served = 0;       ///< when, in answers of the switchboard: who waited longest comes first
  bool taken = true;              ///< the panel has seen the newest answer
  Clock::time_point worked_on{};  ///< when work on it ended
  Clock::duration rest_after{};   ///< that its work costs it, from then on
};

/// The lines between panels and one kind of inference thread. Panels ask (UI thread), the thread of the open run takes
/// the newest question of a line and publishes its answer; while weights keep coming, an answer that no panel has seen
/// yet is not refreshed, and patient questions and refreshes share what time the thread may take from training; soon
/// after the first of these weights, when most is to be seen, they take more of it. The mutex is never held across
/// work.
class Switchboard : public std::enable_shared_from_this<Switchboard> {
 public:
  using Clock = std::chrono::steady_clock;

  /// How eagerly answers follow new weights while these keep coming.
  struct Manners {
    std::chrono::milliseconds pause{50};  ///< between two refreshes of one line, at least
    /// Of a processor's time, for all refreshes and patient answers. The lines that follow have equal parts of it, so
    /// that one that asks for much does not keep the others waiting.
    double share = 0.1;
    bool drop_superseded = false;  ///< a new question ends the work on the one before
  };

  explicit Switchboard(Manners manners) : manners_(manners) {}

  // UI thread.
  std::shared_ptr<ChannelState> open();
  std::uint64_t ask(ChannelState& line, Question question, bool follow, bool patient = false);
  void rest(ChannelState& line);
  std::shared_ptr<const Answer> answer(ChannelState& line) const;
  bool has_news(const ChannelState& line) const;
  bool busy(const ChannelState& line) const;
  /// Another run is open: lines are emptied, and only threads of that run may work.
  void change_run(std::uint64_t run);

  /// A hand is at work: for a second, pauses and rests last kUnderHand times as long.
  void give_way();

  // Any thread.
  /// There are new weights.
  void poke();

  // Inference threads.
  struct Worker {
    std::uint64_t run = 0;
    bool quit = false;  ///< set through dismiss()
  };
  struct Task {
    std::shared_ptr<ChannelState> line;
    Question question;
    std::uint64_t number = 0;
    bool refresh = false;  ///< answered before, not wholly with these weights, or patient: nobody waits for it
    std::shared_ptr<Progress> progress;
  };
  /// `version` of the newest weights (0: none yet), and whether newer ones are about to come.
  struct Supply {
    std::uint64_t version = 0;
    bool flowing = false;
  };
  /// Waits for something to do; nothing when the worker was dismissed. `supply` is called often and must not wait.
  template <typename SupplyFunction>
  std::optional<Task> next(Worker& worker, SupplyFunction supply);
  /// Hands in the answer; it is dropped when the line has been emptied since.
  void publish(Worker& worker, const Task& task, std::shared_ptr<const Answer> answer, std::uint64_t version,
               Clock::duration took);
  /// The task was cancelled.
  void give_up(const Task& task, Clock::duration took);
  /// Any thread: the worker shall come back from next() for good, and drop what it does.
  void dismiss(Worker& worker);

 private:
  std::vector<std::shared_ptr<ChannelState>> lines();
  std::optional<Task> choose(Supply supply, Clock::time_point& wake_at);
  Clock::time_point due(const ChannelState& line, Clock::time_point now) const;
  void begin_rest(ChannelState& line, Clock::duration took);

  static constexpr int kUnderHand = 2;
  static constexpr int kEarly = 4;
  const Manners manners_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::weak_ptr<ChannelState>> lines_;
  std::uint64_t run_ = 0;
  std::uint64_t questions_ = 0;
  std::uint64_t answers_ = 0;
  std::optional<Task> running_;
  Clock::time_point hand_until_{};
  bool flowing_ = false;  ///< new weights keep coming, since then:
  Clock::time_point flowing_since_{};
};

template <typename SupplyFunction>
std::optional<Switchboard::Task> Switchboard::next(Worker& worker, SupplyFunction supply) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (worker.quit) return std::nullopt;
    auto wake_at = Clock::time_point::max();
    if (worker.run == run_) {
      if (auto task = choose(supply(), wake_at)) return task;
    }
    if (wake_at == Clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, wake_at);
    }
  }
}

}  // namespace zscope
