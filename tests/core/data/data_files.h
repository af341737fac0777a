#pragma once

#include "base/error.h"
#include "base/progress.h"
#include "core/temporary_folder.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

/// Files as data sets bring them, made by tests from their formats' specifications.
namespace zscope::testing {

using Bytes = std::vector<std::uint8_t>;

inline void write_bytes(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline void write_gzip(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  const gzFile file = gzopen(path.c_str(), "wb9");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

inline Bytes read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

/// An IDX header, and `content` after it.
inline Bytes idx(const std::vector<std::uint32_t>& dimensions, const Bytes& content, std::uint8_t type = 8) {
  Bytes out = {0, 0, type, static_cast<std::uint8_t>(dimensions.size())};
  for (const std::uint32_t dimension : dimensions) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(dimension >> shift));
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

/// `size` bytes, different from place to place and from one `start` to another.
inline Bytes pattern(std::size_t size, std::size_t start = 0) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>((i + start) * 7 % 251);
  return out;
}

/// The sentence of the Error that `work` ends with; empty when it ends well.
inline std::string complaint(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

/// Broken input gets one sentence that names the path and the trouble.
inline void check_complaint(const std::function<void()>& work, const std::filesystem::path& path,
                            const std::string& about) {
  const std::string sentence = complaint(work);
  CAPTURE(sentence);
  CHECK(sentence.find(path.string()) != std::string::npos);
  CHECK(sentence.find(about) != std::string::npos);
  CHECK(sentence.find('\n') == std::string::npos);
}

}  // namespace zscope::testing
