#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry vq_vae();

}  // namespace zscope
