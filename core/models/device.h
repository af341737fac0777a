#pragma once

#include "models/libtorch.h"

#include <shared_mutex>
#include <string>

namespace zscope {

/// "cpu" or "cuda" from auto, cpu, cuda. Throws Error when CUDA is asked for and not there.
torch::Device choose_device(const std::string& device);

/// From here on, what this thread asks of the device goes into a queue of its own (a stream) instead of the one that
/// all threads share, so that it waits for nobody else's; `first`: the device takes from it before it takes from
/// others. Where the device has no queues, as the processor, nothing happens.
void take_stream(torch::Device device, bool first);

/// Who asks a device for memory beside training holds it shared; who records training's work (RecordedWork) holds it
/// alone. Not twice on one thread.
std::shared_mutex& device_gate();

}  // namespace zscope
