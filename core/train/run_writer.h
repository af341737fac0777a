#pragma once

#include "base/jobs.h"
#include "runs/run_directory.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace zscope {

/// Writes a run directory on a disk thread of its own, from finished buffers, so that no step waits for a disk.
/// The training thread calls; nothing but flush() and close() waits.
class RunWriter {
 public:
  /// `trouble` hears one sentence for every write that failed, on the disk thread; later writes are still tried.
  explicit RunWriter(std::function<void(const std::string&)> trouble);

  void open(std::unique_ptr<RunDirectory> directory, std::int64_t saved_step);
  bool is_open() const { return directory_ != nullptr; }
  /// Writes what is waiting and lets go of the run's lock.
  void close();
  void flush() { disk_.flush(); }

  void append(const MetricRecord& record);
  void append(const EventRecord& record);
  void trim(std::int64_t step);
  void update(const RunInfo& info);
  void save(std::shared_ptr<const Checkpoint> checkpoint);
  /// The step of the newest checkpoint that lies on the disk since open(); −1: none. Certain after flush().
  std::int64_t saved_step() const { return saved_step_; }
  /// The disk is behind: an autosave had better wait.
  bool busy() const { return disk_.pending() > 16; }

 private:
  void post(std::function<void(RunDirectory&)> write);

  std::function<void(const std::string&)> trouble_;
  std::shared_ptr<RunDirectory> directory_;
  std::atomic<std::int64_t> saved_step_ = -1;
  Jobs disk_;  // last: its thread ends before what it uses
};

}  // namespace zscope
