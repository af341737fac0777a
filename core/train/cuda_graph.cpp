#include "train/device_graph.h"

#ifdef ZSCOPE_CUDA_GRAPHS

#include <ATen/cuda/CUDAGraph.h>

namespace zscope {
namespace {

class CudaGraph : public DeviceGraph {
 public:
  explicit CudaGraph(Noise& noise) { graph_.register_generator_state(noise.generator()); }

  void capture(const std::function<void()>& work) override {
    // Thread-local: what other threads ask of the device meanwhile neither ends up in the graph nor ends it.
    graph_.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    try {
      work();
    } catch (...) {
      try {
        graph_.capture_end();  // so that the stream works again
      } catch (const c10::Error&) {
        // It says that the capture was spoilt, which what is under way says better.
      }
      throw;
    }
    graph_.capture_end();
  }

  void replay() override { graph_.replay(); }

 private:
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
