#pragma once

#include "base/thread.h"
#include "models/collective.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace zscope {

/// Replicas of one model in step with each other: the calling thread is rank 0, a thread each serves the others.
/// run() is called by one thread only; inside it, every rank may use barrier() and its collective().
class ReplicaTeam {
 public:
  /// `enter` runs once at the top of each further thread.
  ReplicaTeam(int size, std::function<void()> enter);
  ~ReplicaTeam();
  ReplicaTeam(const ReplicaTeam&) = delete;
  ReplicaTeam& operator=(const ReplicaTeam&) = delete;

  int size() const { return size_; }
  /// Runs work(rank) on every rank and waits for all. When one throws, the others are let go at their next barrier and
  /// the first exception is thrown here.
  void run(const std::function<void(int rank)>& work);
  /// Waits until every rank is here: spins for some microseconds, then sleeps, so that the window's thread finds a free
  /// core. A rank that another thread keeps from running is brought to the core that this leaves.
  void barrier(int rank);
  /// The same; the last rank to arrive does `serial` before any goes on.
  void barrier(int rank, const std::function<void()>& serial);
  /// While it lives (and `alone` is true), the collective of `rank` is that of a single replica: the others are not
  /// there.
  class Solo {
   public:
    Solo(ReplicaTeam& team, int rank, bool alone) : solo_(team.solo_[static_cast<std::size_t>(rank)]), before_(solo_) {
      solo_ = alone;
    }
    ~Solo() { solo_ = before_; }
    Solo(const Solo&) = delete;
    Solo& operator=(const Solo&) = delete;

   private:
    char& solo_;
    char before_;
  };

  Collective& collective(int rank) { return *collectives_[static_cast<std::size_t>(rank)]; }

 private:
  class SharedCollective;
  struct Broken {};
  struct Rank {
    AwaitedThread thread;
    std::atomic<std::uint32_t> reached = 0;  ///< 0: `thread` is not known yet; else the turn it works towards
    std::atomic<bool> asleep = false;
    std::mutex mutex;
    std::condition_variable told;
  };

  /// `target`: ranks that have not reached that turn are the ones waited for; 0: for nobody who could be helped.
  template <typename Holds>
  void wait_until(int rank, const Holds& holds, std::uint32_t target);
  template <typename Holds>
  bool sleep(Rank& rank, const Holds& holds, std::chrono::microseconds longest);
  static void tell(Rank& rank);
  void tell_all();
  /// Brings one of the ranks that have not reached that turn to this core, if one has none.
  void bring_late_rank(std::uint32_t target);
  void serve(int rank);
  void end_threads();
  void do_work(int rank);

  const int size_;
  std::function<void()> enter_;
  const std::function<void(int)>* work_ = nullptr;
  std::atomic<std::uint32_t> job_ = 0;   ///< rises with every run()
  std::atomic<std::uint32_t> turn_ = 1;  ///< rises with every barrier passed
  std::atomic<int> waiting_ = 0;
  std::atomic<int> finished_ = 0;
  std::atomic<bool> broken_ = false;
  std::atomic<bool> quit_ = false;
  std::mutex error_mutex_;
  std::exception_ptr error_;
  std::vector<torch::Tensor> contributions_;  ///< one per rank, during a collective sum
  std::vector<char> solo_;                    ///< by rank, see Solo; each is its own rank's
  std::vector<Rank> ranks_;                   ///< [0]: whoever calls run()
  std::mutex bringing_;
  std::vector<std::unique_ptr<Collective>> collectives_;
  std::vector<std::thread> threads_;
};

}  // namespace zscope
