#include "models/noise.h"

#include "base/error.h"

#include <vector>

namespace zscope {
namespace {

torch::Generator make_generator(torch::Device device, std::uint64_t seed) {
  // A clone of the device's default generator is independent of it, and is the one way that CPU and CUDA share.
  torch::Generator generator = at::globalContext().defaultGenerator(device).clone();
  generator.set_current_seed(seed);
  return generator;
}

}  // namespace

Noise::Noise(torch::Device device, std::uint64_t seed) : device_(device), generator_(make_generator(device, seed)) {}

template <typename Draw>
torch::Tensor Noise::drawn(torch::IntArrayRef shape, Draw&& draw) {
  if (whole_ == 0) return draw(shape);
  std::vector<std::int64_t> all = shape.vec();
  all[0] = whole_;
  return draw(torch::IntArrayRef(all)).narrow(0, first_, shape[0]).contiguous();
}

torch::Tensor Noise::normal(torch::IntArrayRef shape) {
  return drawn(shape, [&](torch::IntArrayRef all) {
    return at::randn(all, generator_, torch::TensorOptions().device(device_));
  });
}

torch::Tensor Noise::uniform(torch::IntArrayRef shape) {
  return drawn(
      shape, [&](torch::IntArrayRef all) { return at::rand(all, generator_, torch::TensorOptions().device(device_)); });
}

torch::Tensor Noise::bernoulli(const torch::Tensor& probability) {
  return uniform(probability.sizes()).lt_(probability).to(probability.scalar_type());
}

torch::Tensor Noise::permutation(std::int64_t count) {
  return at::randperm(count, generator_, torch::TensorOptions().dtype(torch::kInt64).device(device_));
}

void Noise::share(std::int64_t first, std::int64_t whole) {
  first_ = first;
  whole_ = whole;
}

torch::Tensor Noise::state() const { return generator_.get_state(); }

void Noise::restore(const torch::Tensor& state) {
  try {
    generator_.set_state(state);
  } catch (const c10::Error&) {
    fail(
        "The checkpoint's random state does not fit this build of LibTorch; go on from it with the build that wrote "
        "it.");
  }
}

}  // namespace zscope
