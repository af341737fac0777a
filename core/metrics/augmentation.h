#pragma once

#include "metrics/metric.h"

namespace zscope {

/// What a classifier that knows few pictures gains from those that a conditional model makes.
Metric augmentation();

}  // namespace zscope
