#pragma once

#include "train/device_graph.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

/// Work that is done again and again on one device, on tensors that lie where they lay before. It is done as it is a
/// few times, while libraries choose their ways, and the last of these shows whether the host has a part in it; if it
/// has none, the device records it and replays it from then on. What cannot be recorded goes on as it was. One thread.
class RecordedWork {
 public:
  /// Returns whether it would ask the same of the device the next time: false while something the host puts in changes
  /// (a schedule).
  using Work = std::function<bool()>;

  /// `maker` may be empty, see graph_maker(): then work is done as it is for good.
  explicit RecordedWork(GraphMaker maker = {}) : maker_(std::move(maker)) {}

  /// Does the work, which draws from `noise`. `sizes`: of its tensors, where they may differ from one time to another
  /// (the images of its batches); only work of the sizes that were recorded is replayed. What the work leaves outside
  /// of the device is not renewed by a replay, and what it leaves there lies where the recording put it.
  void run(const std::vector<std::int64_t>& sizes, Noise& noise, const Work& work);

  bool recorded() const { return graph_ != nullptr; }
  /// Why it never will be; empty while it may be, or is.
  const std::string& refused() const { return refused_; }
  /// It was refused since a recording that was begun went wrong: other graphs of the same noise may be spoilt.
  bool failed() const { return failed_; }
  /// From now on it is done as it is.
  void refuse(const std::string& why);

 private:
  void rehearse(const Work& work);
  void record(Noise& noise, const Work& work);

  GraphMaker maker_;
  std::unique_ptr<DeviceGraph> graph_;
  std::vector<std::int64_t> sizes_;  ///< of what is rehearsed or recorded
  int times_ = 0;                    ///< done at those sizes, one after another
  std::string refused_;
  bool failed_ = false;
};

}  // namespace zscope
