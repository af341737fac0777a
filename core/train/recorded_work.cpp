#include "train/recorded_work.h"

#include "models/device.h"
#include "train/host_talk.h"

#include <mutex>

namespace zscope {
namespace {

/// Times that work is done before it is recorded.
constexpr int kRehearsals = 3;

}  // namespace

void RecordedWork::run(const std::vector<std::int64_t>& sizes, Noise& noise, const Work& work) {
  if (!maker_ || !refused_.empty() || (graph_ && sizes != sizes_)) {
    work();
  } else if (graph_) {
    graph_->replay();
  } else if (sizes != sizes_) {
    sizes_ = sizes;
    times_ = 0;
    rehearse(work);
  } else if (times_ < kRehearsals) {
    rehearse(work);
  } else {
    record(noise, work);
  }
}

void RecordedWork::refuse(const std::string& why) {
  graph_ = nullptr;
  refused_ = why;
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
    refuse(error.what());
    failed_ = true;
    noise.renew();
    work();
    return;
  }
  graph_->replay();
}

}  // namespace zscope
