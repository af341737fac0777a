#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry gan();

}  // namespace zscope
