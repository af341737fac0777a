#pragma once

#include "train/device_graph.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

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

  /// Does the work, which draws from `noise`. `size`: of its tensors, where that may differ from one time to another
  /// (the images of a batch); only work of the size that was recorded is replayed.
  void run(std::int64_t size, Noise& noise, const Work& work);

  bool recorded() const { return graph_ != nullptr; }
  /// Why it never will be; empty while it may be, or is.
  const std::string& refused() const { return refused_; }

 private:
  void rehearse(const Work& work);
  void record(Noise& noise, const Work& work);

  GraphMaker maker_;
  std::unique_ptr<DeviceGraph> graph_;
  std::int64_t size_ = 0;  ///< of what is rehearsed or recorded
  int times_ = 0;          ///< done at that size, one after another
  std::string refused_;
};

}  // namespace zscope
