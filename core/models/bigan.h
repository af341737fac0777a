#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry bigan();

}  // namespace zscope
