#pragma once

#include <cstdint>
#include <vector>

namespace zscope {

/// The order in which a run sees its pictures: each epoch a fresh shuffle, seeded by run, stream and epoch, that covers
/// every picture exactly once. The last batch of an epoch may be short, but never shorter than `smallest` (a share for
/// every replica): so few are added to the batch before. Its whole state is one position.
class Sampler {
 public:
  Sampler(std::int64_t images, std::int64_t batch_size, std::int64_t smallest, std::uint64_t seed,
          std::uint64_t stream);

  /// Indices of the next batch; valid until the next call.
  const std::vector<std::int64_t>& next();
  std::int64_t position() const { return position_; }  ///< images drawn since the start of the run
  void seek(std::int64_t position) { position_ = position; }
  std::int64_t batches_per_epoch() const;

 private:
  void shuffle(std::int64_t epoch);

  std::int64_t images_, batch_size_, smallest_;
  std::uint64_t seed_, stream_;
  std::int64_t position_ = 0;
  std::int64_t shuffled_epoch_ = -1;
  std::vector<std::int64_t> order_;
  std::vector<std::int64_t> batch_;
};

/// A seed made of several numbers, well mixed (splitmix64).
std::uint64_t mixed_seed(std::uint64_t a, std::uint64_t b, std::uint64_t c = 0);

}  // namespace zscope
