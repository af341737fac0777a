#pragma once

#include "backend.h"

#include <memory>

namespace zscope {

/// The models of the registry, trained and explored by LibTorch.
std::shared_ptr<Backend> make_torch_backend();

}  // namespace zscope
