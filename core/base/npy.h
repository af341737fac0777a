#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// An array as NumPy's load() returns it, for other programs to go on with: the bytes of a .npy file, format 1.0, C
/// order. `shape` times must be as many as there are values (Error otherwise).
std::string to_npy(std::span<const float> values, const std::vector<std::int64_t>& shape);
std::string to_npy(std::span<const std::int32_t> values, const std::vector<std::int64_t>& shape);
std::string to_npy(std::span<const std::int64_t> values, const std::vector<std::int64_t>& shape);

/// Several arrays in one file, by name: a zip archive of .npy files that are stored as they are. `arrays` holds what
/// to_npy() returned. Replaces the file whole. Throws Error above 4 GiB, which this old kind of zip cannot hold.
void write_npz(const std::filesystem::path& file, const std::vector<std::pair<std::string, std::string>>& arrays);

/// Numbers from elsewhere.
struct FloatArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  ///< row-major
};

/// Reads a .npy file of float32 or float64 numbers in C or Fortran order, little-endian. Throws Error naming the file
/// and what is wrong; nothing is allocated from an unchecked size.
FloatArray read_npy(const std::filesystem::path& file);

}  // namespace zscope
