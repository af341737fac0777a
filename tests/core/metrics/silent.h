#pragma once

#include "metrics/distances.h"

namespace zscope {

/// Tells nobody how far work has come.
inline const BlockReport kSilent = [](double) {};

}  // namespace zscope
