#pragma once

#include "models/libtorch.h"

#include <functional>
#include <string>

namespace zscope {

/// Does the work and returns the first operation in it that makes the host wait for the device or carries values
/// between the two ("aten::_local_scalar_dense", which is Tensor::item()), or "" where there is none: work that a
/// device can do without the host. Backward passes count, on whatever thread they run. One call at a time in a process
/// looks; others wait for it.
std::string host_talk_in(const std::function<void()>& work);

}  // namespace zscope
