#pragma once

#include "base/progress.h"

#include <cstddef>
#include <functional>
#include <string>

namespace zscope {

/// Calls `work(i)` once for every i below `count`, on the calling thread and others beside it, `threads` in all (0: one
/// per core, 16 at most), or as many as the machine starts. Tells `progress` how much is done, and that it is `what`.
/// When a call throws, no further ones begin, and the caller gets what was thrown first as an Error. Throws Cancelled.
void share_out(std::size_t count, int threads, Progress& progress, const std::string& what,
               const std::function<void(std::size_t)>& work);

}  // namespace zscope
