#pragma once

#include <memory>

namespace zscope {

class Backend;

/// Makes the environment one in which LibTorch computes at full speed, whatever it held; ZSCOPE_KEEP_BLAS=1 in it
/// leaves it alone. At the top of main(), before there are threads: others may read the environment at any time.
void prepare_environment_for_torch();

/// Loads the module that holds LibTorch and all that is built on it (libzscope-torch.so, beside the program or where it
/// was installed). Takes about a third of a second: the window opens meanwhile, and commands that compute nothing never
/// call it. Any thread. Throws Error when the module is not there or does not fit.
std::shared_ptr<Backend> load_torch_backend();

}  // namespace zscope
