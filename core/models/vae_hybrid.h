#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry vae_hybrid();

}  // namespace zscope
