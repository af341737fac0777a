#pragma once

#include "metrics/metric.h"

namespace zscope {

/// Of a model whose code has a choice among several (InfoGAN): whether the choice can be read from the picture, and
/// whether it is the class.
Metric code_choice();

}  // namespace zscope
