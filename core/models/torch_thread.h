#pragma once

namespace zscope {

/// At the top of every thread that calls LibTorch: one intra-operation thread (replicas use the cores, not operations),
/// denormals flushed to zero. LibTorch keeps both per thread.
void enter_torch_thread();

/// Lets the operations of this thread use so many threads for as long as it lives; one before and after. It begins and
/// ends on one thread.
class OperationThreads {
 public:
  explicit OperationThreads(int threads);
  ~OperationThreads();
  OperationThreads(const OperationThreads&) = delete;
  OperationThreads& operator=(const OperationThreads&) = delete;
};

}  // namespace zscope
