#include "train/device_graph.h"

#ifdef ZSCOPE_CUDA_GRAPHS

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>

namespace zscope {
namespace {

namespace allocator = c10::cuda::CUDACachingAllocator;

class CudaGraph : public DeviceGraph {
 public:
  explicit CudaGraph(Noise& noise) { graph_.register_generator_state(noise.generator()); }

  void capture(const std::function<void()>& work) override {
    // What rehearsals have left would not be given back while the graph takes memory of its own.
    allocator::emptyCache();
    try {
      // Thread-local: what other threads ask of the device meanwhile neither ends up in the graph nor ends it.
      graph_.capture_begin(pool_, cudaStreamCaptureModeThreadLocal);
      work();
      graph_.capture_end();
    } catch (...) {
      abandon();
      throw;
    }
  }

  void replay() override { graph_.replay(); }

 private:
  /// So that the stream and the allocator work as before. Each complains where there is nothing left to end.
  void abandon() {
    const auto quietly = [](const auto& end) {
      try {
        end();
      } catch (const c10::Error&) {
      }
    };
    const auto device = c10::cuda::current_device();
    quietly([&] { graph_.capture_end(); });
    quietly([&] { allocator::endAllocateToPool(device, pool_); });
    quietly([&] { allocator::releasePool(device, pool_); });
  }

  const decltype(at::cuda::graph_pool_handle()) pool_ = at::cuda::graph_pool_handle();
  at::cuda::CUDAGraph graph_;
};

}  // namespace

GraphMaker graph_maker(torch::Device device) {
  if (!device.is_cuda()) return {};
  return [](Noise& noise) { return std::make_unique<CudaGraph>(noise); };
}

}  // namespace zscope

#else

namespace zscope {

GraphMaker graph_maker(torch::Device) { return {}; }

}  // namespace zscope

#endif
