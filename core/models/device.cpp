#include "models/device.h"

#include "base/error.h"

#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/cuda.h>

namespace zscope {

torch::Device choose_device(const std::string& device) {
  const bool there = torch::cuda::is_available();
  if (device == "cuda" && !there) {
    fail("--device cuda: this build of LibTorch has no usable GPU; use --device cpu, or install a LibTorch with CUDA.");
  }
  if (device == "cpu" || (device == "auto" && !there)) return torch::kCPU;
  if (device == "auto" || device == "cuda") return torch::Device(torch::kCUDA, 0);
  misuse("--device {}: must be auto, cpu or cuda.", device);
}

void take_stream(torch::Device device, bool first) {
  if (device.is_cpu()) return;
  const c10::impl::VirtualGuardImpl guard(device.type());
  if (guard.getStream(device) != guard.getDefaultStream(device)) return;
  guard.exchangeStream(guard.getStreamFromGlobalPool(device, first));
}

std::shared_mutex& device_gate() {
  static std::shared_mutex gate;
  return gate;
}

}  // namespace zscope
