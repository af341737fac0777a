#pragma once

#include "models/libtorch.h"

#include <shared_mutex>
#include <string>

namespace zscope {

/// "cpu" or "cuda" from auto, cpu, cuda. Throws Error when CUDA is asked for and not there.
torch::Device choose_device(const std::string& device);

/// From here on, what this thread asks of the device goes into another queue (a stream) than the one that all threads
/// share, so that it does not wait for theirs; `first`: the device takes from it before it takes from others. Nothing
/// happens where the thread has one already, nor where the device has no queues, as the processor.
void take_stream(torch::Device device, bool first);

/// Who asks a device for memory beside training holds it shared; who records training's work (RecordedWork) holds it
/// alone. Not twice on one thread.
std::shared_mutex& device_gate();

}  // namespace zscope
