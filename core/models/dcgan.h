#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry dcgan();

}  // namespace zscope
