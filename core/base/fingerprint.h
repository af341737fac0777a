#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace zscope {

/// A hash that tells data apart: FNV-1a over words of eight bytes (and the rest byte by byte), in four lanes; the plain
/// one takes a second for CIFAR-10 on a slow machine.
class Fingerprint {
 public:
  void add(const void* data, std::size_t size);
  void add(const std::string& text) { add(text.data(), text.size()); }
  std::uint64_t value() const;
  /// 16 hexadecimal digits: the same data, the same text.
  std::string text() const;

 private:
  static constexpr std::uint64_t kStart = 0xcbf29ce484222325;
  static std::uint64_t step(std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * 0x100000001b3;
    return hash ^ (hash >> 32);  // carries high bits down, which a product alone never does
  }
  std::uint64_t lanes_[4] = {kStart, kStart + 1, kStart + 2, kStart + 3};
};

}  // namespace zscope
