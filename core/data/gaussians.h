#pragma once

#include "data/source.h"

#include <cstdint>

namespace zscope {

/// Points of twenty-five Gaussians on the plane, their centres at −4, −2, 0, 2 and 4 along both axes, of standard
/// deviation 0.05 (the grid of Dumoulin et al. 2017 and Srivastava et al. 2017): what shows at a glance which modes a
/// generative model finds and which it loses. Every mode has as many points as any other, give or take one; labels are
/// modes, row by row from below. A point depends on (seed, split, its number) alone.
std::shared_ptr<const Dataset> make_gaussians(std::uint64_t seed, std::int64_t train, std::int64_t test);

DataSource gaussians_source();

}  // namespace zscope
