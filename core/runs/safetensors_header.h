#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace zscope {

/// What the header of a safetensors file says, checked against the size of the file but with no data read.
struct SafetensorsHeader {
  struct Tensor {
    std::string name;
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t size = 0;  ///< bytes of data
  };
  std::vector<Tensor> tensors;  ///< in the order their data lies in the file, which has no gaps
  std::map<std::string, std::string> metadata;
};

/// Reads and checks the header; leaves `file` standing at the first byte of data. Errors as read_safetensors().
SafetensorsHeader read_safetensors_header(const FileHandle& file, const std::filesystem::path& path);

}  // namespace zscope
