#pragma once

#include "models/latent_block.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

enum class Path { linear, spherical };

/// "linear" or "spherical". Throws Misuse for anything else.
Path path_from_name(const std::string& name);

/// `frames` points from `from` to `to`, both included: [frames, dim]. One frame is `from`. Throws Misuse when the ends
/// differ in size or there is no frame.
/// Spherical: great-circle interpolation of direction, linear in length (Shoemake 1985); linear where the two are
/// (anti)parallel or one is zero.
std::vector<float> interpolate(const std::vector<float>& from, const std::vector<float>& to, int frames, Path path);

/// The classes of `frames` points on such a way between pictures of two classes, for models that take labels: `from`
/// in the first half, `to` in the second.
std::vector<int> path_labels(int from, int to, int frames);

/// Rows of `frames` points, one row for each of `dimensions`, in which that one goes from `low` to `high` and the
/// others stay as they are in `start`: [dimensions × frames, dim]. One frame is the middle.
std::vector<float> traverse(const std::vector<float>& start, const std::vector<int>& dimensions, int frames, double low,
                            double high);

}  // namespace zscope
