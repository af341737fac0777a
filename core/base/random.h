#pragma once

#include <cstdint>

namespace zscope {

/// Random numbers that are the same for the same seed on every machine, for what is shown or made rather than trained:
/// splitmix64 (Steele, Lea and Flood 2014), and normal numbers by Marsaglia's polar method with a logarithm of its own,
/// since libraries differ in the last bit of theirs. One thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  double uniform();                          ///< [0, 1), 53 bits
  std::uint64_t below(std::uint64_t limit);  ///< [0, limit), every number as likely; `limit` above 0
  double normal();                           ///< N(0, 1)

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace zscope
