#pragma once

#include "models/model.h"

namespace zscope {

ModelEntry info_gan();

}  // namespace zscope
