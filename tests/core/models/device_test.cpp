#include "models/device.h"

#include "base/error.h"
#include "torch_doctest.h"

#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/cuda.h>

#include <thread>

using namespace zscope;

namespace {

constexpr c10::DeviceType kPretended = c10::DeviceType::XPU;
constexpr c10::StreamId kShared = 0, kUsual = 1, kFirst = 2;

thread_local c10::StreamId stream_here = kShared;

/// A device with queues, as a GPU has: every thread has the one that all share until it takes another.
struct PretendedDevice final : c10::impl::DeviceGuardImplInterface {
  static c10::Device device() { return {kPretended, 0}; }
  static c10::Stream stream(c10::StreamId id) { return c10::Stream(c10::Stream::UNSAFE, device(), id); }

  c10::DeviceType type() const override { return kPretended; }
  c10::Device exchangeDevice(c10::Device) const override { return device(); }
  c10::Device getDevice() const override { return device(); }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const noexcept override { return stream(stream_here); }
  c10::Stream getDefaultStream(c10::Device) const override { return stream(kShared); }
  c10::Stream getStreamFromGlobalPool(c10::Device, bool first) const override {
    return stream(first ? kFirst : kUsual);
  }
  c10::Stream exchangeStream(c10::Stream to) const noexcept override {
    return stream(std::exchange(stream_here, to.id()));
  }
  c10::DeviceIndex deviceCount() const noexcept override { return 0; }  // autograd is to have no threads for it
};

}  // namespace

TEST_CASE("a thread takes a queue of the device's for itself, whoever looks on one that goes first") {
  static const PretendedDevice pretended;
  const c10::impl::DeviceGuardImplRegistrar registrar(kPretended, &pretended);
  c10::StreamId looking = -1, training = -1;
  std::thread([&] {
    take_stream(PretendedDevice::device(), true);
    looking = stream_here;
  }).join();
  std::thread([&] {
    take_stream(PretendedDevice::device(), false);
    training = stream_here;
  }).join();
  CHECK(looking == kFirst);
  CHECK(training == kUsual);
  CHECK(stream_here == kShared);
  // One that it has it keeps.
  std::thread([&] {
    take_stream(PretendedDevice::device(), true);
    take_stream(PretendedDevice::device(), false);
    looking = stream_here;
  }).join();
  CHECK(looking == kFirst);
  CHECK_NOTHROW(take_stream(torch::kCPU, true));
}

TEST_CASE("a device is chosen by name, and CUDA that is not there is refused in a sentence") {
  CHECK(choose_device("cpu").is_cpu());
  CHECK_THROWS_WITH_AS(choose_device("tpu"), doctest::Contains("must be auto, cpu or cuda"), Misuse);
  if (torch::cuda::is_available()) {
    CHECK(choose_device("auto").is_cuda());
    return;
  }
  CHECK(choose_device("auto").is_cpu());
  CHECK_THROWS_WITH_AS(choose_device("cuda"), doctest::Contains("has no usable GPU"), Error);
}
