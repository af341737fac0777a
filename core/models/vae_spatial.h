#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry vae_spatial();

}  // namespace zscope
