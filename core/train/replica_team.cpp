#include "train/replica_team.h"

#include "base/error.h"

#include <limits>
#include <system_error>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace zscope {
namespace {

/// About ten microseconds: the usual wait for a replica that works on the same amount of data.
constexpr int kSpins = 400;
/// Of sleep, until ranks that are late are looked for. Twice as long each time; after the longest they must be working.
constexpr std::chrono::microseconds kPatience(60), kLongestPatience(4000);
/// Rank::reached of one that has done all its work.
constexpr std::uint32_t kFinished = std::numeric_limits<std::uint32_t>::max();

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

}  // namespace

class ReplicaTeam::SharedCollective : public Collective {
 public:
  SharedCollective(ReplicaTeam& team, int rank) : team_(team), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return alone() ? 1 : team_.size_; }
  torch::Tensor sum(const torch::Tensor& values) override {
    if (size() == 1) return values;
    team_.contributions_[static_cast<std::size_t>(rank_)] = values.contiguous();
    team_.barrier(rank_);
    torch::Tensor total = team_.contributions_[0].clone();
    for (int r = 1; r < team_.size_; ++r) total.add_(team_.contributions_[static_cast<std::size_t>(r)]);
    team_.barrier(rank_);  // nobody replaces a contribution that another still reads
    return total;
  }

 private:
  bool alone() const { return team_.solo_[static_cast<std::size_t>(rank_)] != 0; }

  ReplicaTeam& team_;
  int rank_;
};

ReplicaTeam::ReplicaTeam(int size, std::function<void()> enter)
    : size_(size),
      enter_(std::move(enter)),
      contributions_(static_cast<std::size_t>(size)),
      solo_(static_cast<std::size_t>(size), 0),
      ranks_(static_cast<std::size_t>(size)) {
  for (int rank = 0; rank < size_; ++rank) collectives_.push_back(std::make_unique<SharedCollective>(*this, rank));
  try {
    for (int rank = 1; rank < size_; ++rank) threads_.emplace_back([this, rank] { serve(rank); });
  } catch (const std::system_error&) {
    const std::size_t started = threads_.size();
    end_threads();
    fail("Only {} of {} threads could be started; choose fewer with --threads.", started + 1, size_);
  }
}

ReplicaTeam::~ReplicaTeam() { end_threads(); }

void ReplicaTeam::end_threads() {
  quit_ = true;
  job_.fetch_add(1);
  tell_all();
  for (std::thread& thread : threads_) thread.join();
}

template <typename Holds>
bool ReplicaTeam::sleep(Rank& rank, const Holds& holds, std::chrono::microseconds longest) {
  // Whoever changes what is waited for looks at `asleep` afterwards: one of the two sees what the other did.
  rank.asleep = true;
  std::unique_lock lock(rank.mutex);
  const bool held =
      longest < kLongestPatience ? rank.told.wait_for(lock, longest, holds) : (rank.told.wait(lock, holds), true);
  rank.asleep = false;
  return held;
}

template <typename Holds>
void ReplicaTeam::wait_until(int rank, const Holds& holds, std::uint32_t target) {
  for (int i = 0; i < kSpins; ++i) {
    if (holds()) return;
    relax();
  }
  Rank& self = ranks_[static_cast<std::size_t>(rank)];
  for (auto patience = target > 0 ? kPatience : kLongestPatience; !sleep(self, holds, patience); patience *= 2) {
    bring_late_rank(target);
  }
}

void ReplicaTeam::tell(Rank& rank) {
  if (!rank.asleep) return;
  // It has looked already, and sleeps, or has not, and will see.
  { const std::scoped_lock lock(rank.mutex); }
  rank.told.notify_one();
}

void ReplicaTeam::tell_all() {
  for (Rank& rank : ranks_) tell(rank);
}

void ReplicaTeam::bring_late_rank(std::uint32_t target) {
  const std::unique_lock lock(bringing_, std::try_to_lock);
  if (!lock) return;
  for (const Rank& rank : ranks_) {
    const std::uint32_t reached = rank.reached;
    if (reached > 0 && reached < target && rank.thread.bring_here()) return;
  }
}

void ReplicaTeam::serve(int rank) {
  try {
    enter_();
  } catch (const std::exception&) {
    // It works all the same, with other settings of its own; what is really broken shows in the work.
  }
  Rank& self = ranks_[static_cast<std::size_t>(rank)];
  self.thread = AwaitedThread::calling();
  self.reached = turn_.load();
  for (std::uint32_t seen = 0;;) {
    wait_until(
        rank, [&] { return job_ != seen; }, 0);
    seen = job_;
    if (quit_) return;
    do_work(rank);
    if (finished_.fetch_add(1) + 1 == size_ - 1) tell(ranks_[0]);
  }
}

void ReplicaTeam::do_work(int rank) {
  try {
    (*work_)(rank);
  } catch (const Broken&) {
    // Another rank failed and says why.
  } catch (...) {
    {
      std::scoped_lock lock(error_mutex_);
      if (!error_) error_ = std::current_exception();
    }
    broken_ = true;
    turn_.fetch_add(1);
    tell_all();
  }
  ranks_[static_cast<std::size_t>(rank)].reached = kFinished;
}

void ReplicaTeam::run(const std::function<void(int rank)>& work) {
  work_ = &work;
  error_ = nullptr;
  broken_ = false;
  waiting_ = 0;
  finished_ = 0;
  ranks_[0].thread = AwaitedThread::calling();
  ranks_[0].reached = turn_.load();
  for (Rank& rank : ranks_) {
    if (rank.reached == kFinished) rank.reached = turn_.load();
  }
  job_.fetch_add(1);
  tell_all();
  do_work(0);
  wait_until(
      0, [&] { return finished_ == size_ - 1; }, kFinished);
  if (error_) std::rethrow_exception(error_);
}

void ReplicaTeam::barrier(int rank) {
  barrier(rank, [] {});
}

void ReplicaTeam::barrier(int rank, const std::function<void()>& serial) {
  if (size_ == 1) return serial();
  const std::uint32_t turn = turn_;
  if (broken_) throw Broken{};
  ranks_[static_cast<std::size_t>(rank)].reached = turn + 1;
  if (waiting_.fetch_add(1) + 1 == size_) {
    serial();
    waiting_ = 0;
    turn_.fetch_add(1);
    tell_all();
  } else {
    wait_until(
        rank, [&] { return turn_ != turn; }, turn + 1);
  }
  if (broken_) throw Broken{};
}

}  // namespace zscope
