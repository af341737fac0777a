#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry gan_cond();

}  // namespace zscope
