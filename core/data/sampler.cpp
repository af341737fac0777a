#include "data/sampler.h"

#include "base/random.h"

#include <algorithm>
#include <numeric>

namespace zscope {

std::uint64_t mixed_seed(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t state = a;
  state = splitmix64(state) ^ b;
  state = splitmix64(state) ^ c;
  return splitmix64(state);
}

Sampler::Sampler(std::int64_t images, std::int64_t batch_size, std::int64_t smallest, std::uint64_t seed,
                 std::uint64_t stream)
    : images_(images), batch_size_(std::min(batch_size, images)), smallest_(smallest), seed_(seed), stream_(stream) {}

std::int64_t Sampler::batches_per_epoch() const {
  const std::int64_t rest = images_ % batch_size_;
  return images_ / batch_size_ + (rest >= smallest_ && rest > 0 ? 1 : 0);
}

void Sampler::shuffle(std::int64_t epoch) {
  order_.resize(static_cast<std::size_t>(images_));
  std::iota(order_.begin(), order_.end(), 0);
  std::uint64_t state = mixed_seed(seed_, stream_, static_cast<std::uint64_t>(epoch));
  for (std::int64_t i = images_ - 1; i > 0; --i) {
    // The remainder is biased by less than one part in 2^40 for any data set that fits in memory.
    const auto j = static_cast<std::int64_t>(splitmix64(state) % static_cast<std::uint64_t>(i + 1));
    std::swap(order_[static_cast<std::size_t>(i)], order_[static_cast<std::size_t>(j)]);
  }
  shuffled_epoch_ = epoch;
}

const std::vector<std::int64_t>& Sampler::next() {
  const std::int64_t epoch = position_ / images_, offset = position_ % images_;
  if (epoch != shuffled_epoch_) shuffle(epoch);
  std::int64_t end = std::min(images_, offset + batch_size_);
  if (images_ - end < smallest_) end = images_;
  batch_.assign(order_.begin() + offset, order_.begin() + end);
  position_ += end - offset;
  return batch_;
}

}  // namespace zscope
