#pragma once

#include "metrics/metric.h"

namespace zscope {

/// How well pictures of a class that training never saw are told from the others.
Metric anomaly();

/// The class that has test pictures and no training pictures; −1 where there is none, or more than one.
int held_out_class(const Dataset& dataset);

}  // namespace zscope
