#include "train/replica_team.h"

#include "base/error.h"

#include <system_error>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace zscope {
namespace {

/// About ten microseconds: the usual wait for a replica that works on the same amount of data. Longer waits sleep, so
/// that the window's thread finds a free core.
constexpr int kSpins = 400;

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

template <typename Value>
void wait_while(const std::atomic<Value>& variable, Value old) {
  for (int i = 0; i < kSpins; ++i) {
    if (variable.load(std::memory_order_acquire) != old) return;
    relax();
  }
  while (variable.load(std::memory_order_acquire) == old) variable.wait(old, std::memory_order_acquire);
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
    team_.barrier();
    torch::Tensor total = team_.contributions_[0].clone();
    for (int r = 1; r < team_.size_; ++r) total.add_(team_.contributions_[static_cast<std::size_t>(r)]);
    team_.barrier();  // nobody replaces a contribution that another still reads
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
      solo_(static_cast<std::size_t>(size), 0) {
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
  job_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ReplicaTeam::serve(int rank) {
  try {
    enter_();
  } catch (const std::exception&) {
    // It works all the same, with other settings of its own; what is really broken shows in the work.
  }
  std::uint32_t seen = 0;
  while (true) {
    wait_while(job_, seen);
    seen = job_.load();
    if (quit_) return;
    do_work(rank);
    finished_.fetch_add(1, std::memory_order_acq_rel);
    finished_.notify_all();
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
    turn_.notify_all();
  }
}

void ReplicaTeam::run(const std::function<void(int rank)>& work) {
  work_ = &work;
  error_ = nullptr;
  broken_ = false;
  waiting_ = 0;
  finished_ = 0;
  job_.fetch_add(1, std::memory_order_release);
  job_.notify_all();
  do_work(0);
  for (int done = finished_.load(); done < size_ - 1; done = finished_.load()) wait_while(finished_, done);
  if (error_) std::rethrow_exception(error_);
}

void ReplicaTeam::barrier() {
  if (size_ == 1) return;
  const std::uint32_t turn = turn_.load(std::memory_order_acquire);
  if (broken_) throw Broken{};
  if (waiting_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
    waiting_.store(0, std::memory_order_relaxed);
    turn_.fetch_add(1, std::memory_order_release);
    turn_.notify_all();
  } else {
    wait_while(turn_, turn);
  }
  if (broken_) throw Broken{};
}

}  // namespace zscope
