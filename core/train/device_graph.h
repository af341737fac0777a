#pragma once

#include "models/noise.h"

#include <functional>
#include <memory>

namespace zscope {

/// What a device keeps of work that it was once asked to do, to do it again at a single word from the host (a CUDA
/// graph): a small model's step is hundreds of operations that take the device less time than the host needs to ask
/// for them.
class DeviceGraph {
 public:
  virtual ~DeviceGraph() = default;
  /// Keeps what `work` asks of the device without doing it. The tensors that it makes are the graph's: each replay
  /// writes to the same ones. Throws where something cannot be kept; the graph is useless then.
  virtual void capture(const std::function<void()>& work) = 0;
  /// Does it, with what the memory that it reads holds by now, and with fresh noise.
  virtual void replay() = 0;
};

/// Makes a graph of work that draws from `noise`.
using GraphMaker = std::function<std::unique_ptr<DeviceGraph>(Noise& noise)>;

/// The device's; empty where it, or this build's LibTorch, has none. CUDA has them from LibTorch 2.4 on: a graph must
/// know the generator that its work draws from.
GraphMaker graph_maker(torch::Device device);

}  // namespace zscope
