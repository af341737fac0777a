#pragma once

#include "base/file.h"
#include "base/npy.h"
#include "core/temporary_folder.h"
#include "models/libtorch.h"

#include <filesystem>
#include <span>
#include <string>

namespace zscope {

/// A tensor as a file of float32 numbers that NumPy reads.
inline std::filesystem::path saved(const TemporaryFolder& folder, const std::string& name,
                                   const torch::Tensor& tensor) {
  const torch::Tensor here = tensor.to(torch::kFloat32).contiguous();
  write_file_atomically(folder / name,
                        to_npy(std::span<const float>(here.data_ptr<float>(), static_cast<std::size_t>(here.numel())),
                               here.sizes().vec()));
  return folder / name;
}

}  // namespace zscope
