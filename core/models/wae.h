#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry wae();

}  // namespace zscope
