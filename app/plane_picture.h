#pragma once

#include "base/image.h"
#include "data/dataset.h"

#include <vector>

namespace zscope {

/// The plane that data of points lies on, `side` pixels wide: its test points quietly, and over them `points`
/// [count, 2]. Points beyond its edge are left out.
Image plane_picture(const Dataset& dataset, const std::vector<float>& points, int side);

}  // namespace zscope
