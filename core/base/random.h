#pragma once

#include <cstdint>

namespace zscope {

/// The next of splitmix64's numbers (Steele, Lea and Flood 2014), the same on every machine; moves `state` on. Any
/// state is a good one, so it also mixes several numbers into one.
constexpr std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// Random numbers that are the same for the same seed on every machine, for what is shown or made rather than trained:
/// splitmix64, and normal numbers by Marsaglia's polar method with a logarithm of its own, since libraries differ in the
/// last bit of theirs. One thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() { return splitmix64(state_); }
  double uniform();                          ///< [0, 1), 53 bits
  std::uint64_t below(std::uint64_t limit);  ///< [0, limit), every number as likely; `limit` above 0
  double normal();                           ///< N(0, 1)

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace zscope
