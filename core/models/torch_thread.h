#pragma once

namespace zscope {

/// At the top of every thread that calls LibTorch: one intra-operation thread (replicas use the cores, not operations),
/// denormals flushed to zero. LibTorch keeps both per thread.
void enter_torch_thread();

}  // namespace zscope
