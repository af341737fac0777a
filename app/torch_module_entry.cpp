// The one door of libzscope-torch.so; see torch_module.h.
#include "torch_backend.h"

extern "C" [[gnu::visibility("default")]] void zscope_make_torch_backend(std::shared_ptr<zscope::Backend>& backend) {
  backend = zscope::make_torch_backend();
}
