#include "models/torch_thread.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

namespace zscope {

void enter_torch_thread() {
  // The first call initialises lazily and would overwrite what is set before it.
  at::get_num_threads();
  at::set_num_threads(1);
  at::globalContext().setFlushDenormal(true);
}

OperationThreads::OperationThreads(int threads) { at::set_num_threads(threads); }

OperationThreads::~OperationThreads() { at::set_num_threads(1); }

}  // namespace zscope
