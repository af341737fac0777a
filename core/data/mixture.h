#pragma once

#include <cstdint>
#include <vector>

namespace zscope {

/// A distribution of points on the plane: round Gaussians of one width, all as likely.
struct Mixture {
  std::vector<float> centres;  ///< [modes, 2]
  double deviation = 0;        ///< standard deviation of each coordinate
  int modes() const { return static_cast<int>(centres.size() / 2); }
};

/// Where points lie among the modes of a mixture. A point is of high quality within three standard deviations of the
/// centre that is nearest to it; a mode is found when a point of high quality is nearest to it (Srivastava et al. 2017,
/// VEEGAN, section 4.1).
struct ModeCount {
  std::vector<int> counts;  ///< [modes] points of high quality
  int found = 0;            ///< modes with any
  double high_quality = 0;  ///< share of all points
};
/// `points`: [count, 2].
ModeCount count_modes(const Mixture& mixture, const float* points, std::int64_t count);

}  // namespace zscope
