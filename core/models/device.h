#pragma once

#include "models/libtorch.h"

#include <string>

namespace zscope {

/// "cpu" or "cuda" from auto, cpu, cuda. Throws Error when CUDA is asked for and not there.
torch::Device choose_device(const std::string& device);

}  // namespace zscope
