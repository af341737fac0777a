#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry aae();

}  // namespace zscope
