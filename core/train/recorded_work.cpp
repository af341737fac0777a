#include "train/recorded_work.h"

#include "models/device.h"
#include "train/host_talk.h"

#include <mutex>

namespace zscope {
namespace {

/// Times that work is done before it is recorded.
constexpr int kRehearsals = 3;

}  // namespace

void RecordedWork::run(std::int64_t size, Noise& noise, const Work& work) {
  if (!maker_ || !refused_.empty() || (graph_ && size != size_)) {
    work();
  } else if (graph_) {
    graph_->replay();
  } else if (size != size_) {
    size_ = size;
    times_ = 0;
    rehearse(work);
  } else if (times_ < kRehearsals) {
    rehearse(work);
  } else {
    record(noise, work);
  }
}

void RecordedWork::rehearse(const Work& work) {
  bool repeatable = true;
  if (times_ + 1 < kRehearsals) {
    repeatable = work();
  } else {
    refused_ = host_talk_in([&] { repeatable = work(); });
  }
  times_ = repeatable ? times_ + 1 : 0;
}

void RecordedWork::record(Noise& noise, const Work& work) {
  // Not while others ask the device for memory: where it is short, what frees some ends a recording.
  const std::unique_lock alone(device_gate(), std::try_to_lock);
  if (!alone) {
    work();
    return;
  }
  try {
    auto graph = maker_(noise);
    graph->capture([&] { work(); });
    graph_ = std::move(graph);
  } catch (const std::exception& error) {
    refused_ = error.what();
    noise.renew();
    work();
    return;
  }
  graph_->replay();
}

}  // namespace zscope
