#include "base/fingerprint.h"

#include <fmt/format.h>

#include <cstring>

namespace zscope {

void Fingerprint::add(const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + i + lane * 8, 8);
      lanes_[lane] = step(lanes_[lane], word);
    }
  }
  for (; i < size; ++i) lanes_[0] = step(lanes_[0], bytes[i]);
  lanes_[1] = step(lanes_[1], size);
}

std::uint64_t Fingerprint::value() const {
  std::uint64_t hash = kStart;
  for (const std::uint64_t lane : lanes_) hash = step(hash, lane);
  return hash;
}

std::string Fingerprint::text() const { return fmt::format("{:016x}", value()); }

}  // namespace zscope
